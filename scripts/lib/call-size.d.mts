export declare const maxCallBytes: number;
export declare const longCallBytesPerSecond: number;

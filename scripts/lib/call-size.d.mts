export declare const maxCallBytes: number;

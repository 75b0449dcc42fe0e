export declare function buildFunctions(): Promise<string>;

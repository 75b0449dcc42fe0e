export function scryptAsync(
  password: string,
  salt: string,
  options: { N: number; r: number; p: number; dkLen?: number },
): Promise<Uint8Array>;

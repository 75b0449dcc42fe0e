/**
 * What one call of the console may have at most. Its longest argument is a robot schema of 262,144 characters: 1.5 MiB where every one of them is
 * escaped, as Python does. So whoever sends ten megabytes is refused before any of it is read.
 */
export const maxCallBytes = 2 * 1024 * 1024;
/** Of calls of more than 64 KiB, such as robot schemas, one address sends 8 MiB at once and then so much a second (`longCallBytesPerSecond` of the host). */
export const longCallBytesPerSecond = 512 * 1024;

/**
 * What one call of the console may have at most. Its longest argument is a robot schema of 262,144 characters: 1.5 MiB where every one of them is
 * escaped, as Python does. So whoever sends ten megabytes is refused before any of it is read.
 */
export const maxCallBytes = 2 * 1024 * 1024;

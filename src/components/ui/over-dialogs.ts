/**
 * Put on what stays in reach of pointer, keyboard and screen reader while a dialog is open. Such an element keeps its
 * place in the document: one that moved into the dialog could lose a press that has begun.
 */
export const overDialogs = { "data-over-dialogs": "" };

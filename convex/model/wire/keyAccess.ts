// Who may call a function of the documented wire: a key of at least this role, the robot itself, or both.

export const viewerKey = { key: "viewer", robot: false } as const;
/** Any key of the organization, or the robot itself. */
export const anyHolder = { key: "viewer", robot: true } as const;
export const operatorKey = { key: "operator", robot: false } as const;
/** The robot itself, or somebody's script with an operator key. */
export const robotOrKey = { key: "operator", robot: true } as const;

/** Every in-app link is built here, so renaming a route is one edit and a type check. Ids are Convex ids. */
export const paths = {
  fleet: () => "/",

  robots: () => "/robots",
  newRobot: (robotSchemaId?: string) => `/robots/new${search({ robotSchemaId })}`,
  robot: (robotId: string) => `/robots/${robotId}`,
  pairRobot: (robotId: string) => `/robots/${robotId}/pair`,

  robotSchemas: () => "/robot-schemas",
  newRobotSchema: (name?: string) => `/robot-schemas/new${search({ name })}`,
  robotSchema: (robotSchemaId: string) => `/robot-schemas/${robotSchemaId}`,

  deployments: () => "/deployments",
  newDeployment: () => "/deployments/new",
  deployment: (deploymentId: string) => `/deployments/${deploymentId}`,

  sessions: (filter: { robotId?: string; deploymentId?: string; status?: string } = {}) => `/sessions${search(filter)}`,
  newSession: (preset: { robotId?: string; deploymentId?: string } = {}) => `/sessions/new${search(preset)}`,
  session: (sessionId: string) => `/sessions/${sessionId}`,

  receipts: (filter: { robotId?: string; deploymentId?: string } = {}) => `/receipts${search(filter)}`,
  receipt: (receiptId: string) => `/receipts/${receiptId}`,
  reviewReceipts: () => "/receipts/review",
  compareReceipts: (a: string, b?: string) => `/receipts/compare${search({ a, b })}`,

  audit: (filter: { subjectId?: string } = {}) => `/audit${search(filter)}`,
  settings: {
    profile: () => "/settings",
    members: () => "/settings/members",
    apiKeys: () => "/settings/api-keys",
  },
  device: () => "/device",

  signIn: (returnTo?: string) => `/sign-in${search({ returnTo })}`,
  setup: () => "/setup",
  invite: () => "/invite",
};

function search(values: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== undefined) query.set(key, value);
  return query.size === 0 ? "" : `?${query.toString()}`;
}

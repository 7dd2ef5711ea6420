/** The functions of serverless.yml. */
export const functionKeys = [
  'image-pushed',
  'rollout-changed',
  'tick',
  'reconcile',
  'notify-slack',
  'redeploy',
  'rollback',
  'status',
  'explain',
  'stop',
  'resume',
  'approve',
] as const

export type FunctionKey = (typeof functionKeys)[number]

/** `ImageDashpushedLogGroup`: what the Serverless Framework calls a function's log group. */
export function logGroupId(key: FunctionKey): string {
  const name = key.slice(0, 1).toUpperCase() + key.slice(1).replaceAll('-', 'Dash')
  return `${name}LogGroup`
}

/** Exit codes of a watch. They are part of what scripts rely on: none is ever given another meaning. */
export const watchCodes = {
  succeeded: 0,
  'rolled-back': 3,
  'rollback-failed': 4,
  failed: 5,
  superseded: 6,
  cancelled: 7,
  expired: 8,
  timedOut: 9,
  notDeployed: 10,
  interrupted: 130,
} as const

/** What `--help` says of them. */
export const watchExits: Readonly<Record<number, string>> = {
  3: 'it was rolled back',
  4: 'going back failed: a person is needed',
  5: 'it failed: nothing was changed, or there is nothing to go back to',
  6: 'another deployment took its place',
  7: 'somebody cancelled or rejected it',
  8: 'nobody approved it in time',
  9: 'it had not ended when the time was over; it goes on by itself',
  10: 'the image is not deployed: held, older, paused, frozen, not followed; or the deployment was refused, or nothing is under way, or known of it',
  130: 'Ctrl-C; it goes on by itself',
}

/** The code of an outcome; what a newer stack may call an outcome one day counts as failed. */
export function codeOf(outcome: string): number {
  const known = Object.entries(watchCodes).find(([name]) => name === outcome)
  return known ? known[1] : watchCodes.failed
}

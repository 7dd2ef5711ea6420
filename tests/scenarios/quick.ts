/** Whether everything is played that CI plays: `LONGSHORE_THOROUGH=1`, and in heavy runs. */
const isThorough = process.env['LONGSHORE_THOROUGH'] === '1' || process.env['LONGSHORE_HEAVY'] === '1'

/** One story of each kind: what the quick suite plays. */
const quick = [
  ...['good-push', 'bad-push', 'racing-pushes', 'manual-rollback', 'first-install', 'lost-push-event', 'usurped'],
  ...['breaker-rollback-new-id', 'cannot-pull', 'crash-loop-breaker-off', 'out-of-memory', 'platform-rollback-old-id'],
  ...['access-denied', 'controller-changed', 'moved-tag-revision', 'observe-mode', 'rollback-stays', 'settle'],
  ...['codedeploy-crash', 'docker-host-one-fails', 'lambda-canary-alarm', 'lambda-latest-bad-push'],
  ...['native-canary-alarm', 'task-before-then-revert', 'scheduled-task', 'two-accounts-kinds', 'wave-stopped'],
  ...['prove-answers-500', 'prove-alarm-fires-and-recovers', 'prune-told-then-applied', 'github-good'],
  ...['slack-approve', 'slack-down', 'slack-living-good', 'cancel-rolling', 'pause-and-resume'],
]

/** The shipped scenarios that this run plays. */
export function playedNow(names: readonly string[]): string[] {
  return names.filter((name) => isThorough || quick.includes(name))
}

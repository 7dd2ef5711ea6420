const isHeavy = process.env['LONGSHORE_HEAVY'] === '1'
/** CI. */
const isThorough = process.env['LONGSHORE_THOROUGH'] === '1'

/** One story of each kind: what the quick suite plays. */
const quick = [
  ...['good-push', 'bad-push', 'racing-pushes', 'manual-rollback', 'first-install', 'lost-push-event', 'usurped'],
  ...['breaker-rollback-new-id', 'cannot-pull', 'crash-loop-breaker-off', 'out-of-memory'],
  ...['access-denied', 'moved-tag-revision', 'observe-mode'],
  ...['codedeploy-crash', 'docker-host-one-fails', 'lambda-canary-alarm', 'lambda-latest-bad-push'],
  ...['task-before-then-revert', 'scheduled-task', 'two-accounts-kinds', 'wave-stopped'],
  ...['prove-answers-500', 'prove-alarm-fires-and-recovers', 'prune-told-then-applied', 'github-good'],
  ...['slack-approve', 'slack-living-good', 'cancel-rolling', 'pause-and-resume'],
]

/** Told by another story of the same kind too, or by a suite of deaths: what only heavy runs play. */
const toldElsewhere = [
  ...['breaker-rollback-old-id', 'held-image-again', 'no-capacity', 'semver-order', 'slow-rollout', 'promote-refused'],
  ...['codedeploy-canary-breaks', 'codedeploy-group-busy-fail', 'codedeploy-listener-gone', 'codedeploy-rollback'],
  ...['docker-host-agent-offline', 'docker-host-batches', 'docker-host-no-instances', 'docker-host-workers-die'],
  ...['lambda-alias-weighted-ours', 'lambda-image-access-denied', 'lambda-linear', 'lambda-newer-push-refused'],
  ...['lambda-update-hangs', 'lambda-version-gone', 'lambda-manual-rollback', 'lambda-latest-alarm'],
  ...['native-linear', 'native-listener-gone-midway', 'native-pause-unanswered', 'native-rollback-after'],
  ...['native-stopped-by-person', 'task-before-hangs', 'task-before-no-revert', 'task-no-room', 'task-cannot-start'],
  ...['prove-alarm-fires-before-refused', 'prove-alarm-missing', 'prove-alarm-quiet-without-data', 'prove-blue-green'],
  ...['prove-codedeploy', 'prove-metric-little-data', 'prove-recovers', 'prove-scan-index', 'prove-scan-late'],
  ...['prove-error-page', 'prove-log-group-gone', 'scheduled-task-workers-die', 'slack-living-worker-dies'],
  ...['slack-rate-limited-living', 'github-no-label', 'prune-docker-host', 'two-accounts'],
]

/** The shipped scenarios that this run plays. */
export function playedNow(names: readonly string[]): string[] {
  const gone = [...quick, ...toldElsewhere].filter((name) => !names.includes(name))
  if (gone.length > 0)
    throw new Error(`There is no scenario ${gone.join(', ')} any more: mend tests/scenarios/quick.ts.`)
  if (isHeavy) return [...names]
  return names.filter((name) => (isThorough ? !toldElsewhere.includes(name) : quick.includes(name)))
}

/** Whether everything is played that CI plays: `LONGSHORE_THOROUGH=1`, and in heavy runs. */
const isThorough = process.env['LONGSHORE_THOROUGH'] === '1' || process.env['LONGSHORE_HEAVY'] === '1'

/** Of the stories that belong to one kind of target, those that the quick suite plays. */
const quick = [
  ...['codedeploy-good-push', 'codedeploy-crash'],
  ...['docker-host-good-push', 'docker-host-one-fails'],
  ...[
    'lambda-canary',
    'lambda-canary-alarm',
    'lambda-alias-weighted',
    'lambda-latest-bad-push',
    'lambda-newer-push-refused',
  ],
  ...['github-good', 'github-deaths-and-doubles'],
  ...['native-blue-green', 'native-canary-alarm', 'native-pause-approved'],
  ...[
    'prove-all-hold',
    'prove-answers-500',
    'prove-alarm-fires-and-recovers',
    'prove-metric-worse',
    'prove-log-group-gone',
    'prove-scan-critical',
  ],
  ...['task-before', 'task-before-fails', 'task-before-then-revert', 'scheduled-task'],
]
const slower = [
  'throttling-storm',
  'slow-rollout',
  'no-capacity',
  'doubled-and-late-events',
  'platform-rollback-new-id',
  'slack-message-deleted',
  'slack-living-worker-dies',
  'slack-quiet-hours',
  'slack-rate-limited-living',
  'ends-one-broken',
]
const ofOneKind = /^(codedeploy|docker-host|github|lambda|native|prove|task|scheduled-task)-|^scheduled-task$/

/** The shipped scenarios that this run plays. */
export function playedNow(names: readonly string[]): string[] {
  return names.filter((name) => isThorough || quick.includes(name) || !(ofOneKind.test(name) || slower.includes(name)))
}

/** Whether everything is played that CI plays: `LONGSHORE_THOROUGH=1`, and in heavy runs. */
const isThorough = process.env['LONGSHORE_THOROUGH'] === '1' || process.env['LONGSHORE_HEAVY'] === '1'

/** Of the stories that belong to one kind of target, those that the quick suite plays. */
const quick = [
  'codedeploy-crash',
  'docker-host-one-fails',
  'github-good',
  ...['lambda-canary-alarm', 'lambda-latest-bad-push'],
  'native-canary-alarm',
  'prune-told-then-applied',
  ...['prove-answers-500', 'prove-alarm-fires-and-recovers', 'prove-scan-critical'],
  ...['task-before-then-revert', 'scheduled-task'],
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
  'slack-living-rolled-back',
  ...['approval-approved', 'approval-expires', 'approval-voided-by-newer-push', 'cancel-waiting'],
  ...['freeze-by-hand', 'freeze-override', 'freeze-weekend-dst', 'pause-during-rollout', 'promote', 'promote-refused'],
  ...[
    'slack-approve-stage',
    'slack-cancel',
    'slack-not-allowed',
    'slack-reject',
    'slack-replayed',
    'slack-rollback',
    'slack-two-press',
  ],
]
const ofOneKind =
  /^(codedeploy|docker-host|doctor|github|lambda|native|prove|prune|task|scheduled-task)-|^scheduled-task$/

/** The shipped scenarios that this run plays. */
export function playedNow(names: readonly string[]): string[] {
  return names.filter((name) => isThorough || quick.includes(name) || !(ofOneKind.test(name) || slower.includes(name)))
}

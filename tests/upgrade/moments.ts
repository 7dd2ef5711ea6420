/** A record as it is stored, of whatever version: only what tells one moment from another. */
export interface StoredRecord {
  readonly state: {
    readonly name: string
    readonly why?: string
    readonly task?: { readonly id?: string }
    readonly deployment?: {
      readonly attempt: { readonly rollout?: object; readonly asks?: object }
      readonly proofs?: readonly object[]
    }
    readonly revert?: { readonly attempt?: { readonly rollout?: object } }
  }
  readonly holds: readonly object[]
}

/** An instant of a shipped scenario at which Longshore is replaced by another version of itself. */
export interface Moment {
  readonly scenario: string
  readonly target: string
  readonly holds: (record: StoredRecord) => boolean
}

const waits =
  (why: string) =>
  ({ state }: StoredRecord) =>
    state.name === 'waiting' && state.why === why

const runsTask =
  (phase: string) =>
  ({ state }: StoredRecord) =>
    state.name === phase && state.task?.id !== undefined

function rolls({ state }: StoredRecord): boolean {
  return state.name === 'rolling' && state.deployment?.attempt.rollout !== undefined
}

function proves({ state }: StoredRecord): boolean {
  return state.name === 'proving' && (state.deployment?.proofs?.length ?? 0) > 0
}

function goesBack({ state }: StoredRecord): boolean {
  return state.name === 'reverting' && state.revert?.attempt?.rollout !== undefined
}

/** Each phase, and what rolls by each kind of target. */
export const moments: Readonly<Record<string, Moment>> = {
  'waiting-for-quiet': { scenario: 'settle', target: 'worker', holds: waits('settle') },
  'waiting-behind-a-pause': { scenario: 'pause-and-resume', target: 'api', holds: waits('stopped') },
  'waiting-for-others': { scenario: 'wave', target: 'second', holds: waits('wave') },
  'waiting-for-approval': { scenario: 'approval-approved', target: 'api', holds: waits('approval') },
  'waiting-for-a-freeze': { scenario: 'freeze-by-hand', target: 'api', holds: waits('freeze') },
  preparing: { scenario: 'task-before', target: 'api', holds: runsTask('preparing') },
  'rolling-ecs': { scenario: 'good-push', target: 'api-production', holds: rolls },
  'rolling-blue-green': { scenario: 'native-blue-green', target: 'shop', holds: rolls },
  'rolling-codedeploy': { scenario: 'codedeploy-good-push', target: 'web', holds: rolls },
  'rolling-lambda': { scenario: 'lambda-canary', target: 'thumbnails', holds: rolls },
  'rolling-docker-host': { scenario: 'docker-host-good-push', target: 'legacy-web', holds: rolls },
  'rolling-until-approved': {
    scenario: 'native-pause-approved',
    target: 'shop',
    holds: (record) => rolls(record) && record.state.deployment?.attempt.asks !== undefined,
  },
  proving: { scenario: 'prove-all-hold', target: 'api', holds: proves },
  finishing: { scenario: 'task-before', target: 'api', holds: runsTask('finishing') },
  'reverting-ecs': { scenario: 'crash-loop-breaker-off', target: 'api', holds: goesBack },
  'reverting-docker-host': { scenario: 'docker-host-one-fails', target: 'legacy-web', holds: goesBack },
  stuck: { scenario: 'task-before-no-revert', target: 'api', holds: ({ state }) => state.name === 'stuck' },
  'idle-with-a-hold': {
    scenario: 'held-image-again',
    target: 'api',
    holds: ({ state, holds }) => state.name === 'idle' && holds.length > 0,
  },
}

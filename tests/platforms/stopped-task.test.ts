import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readStoppedTask, type StoppedTask } from '../../shared/platforms/ecs/stopped-task.ts'

const exited = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' }
const failedToStart = { stopCode: 'TaskFailedToStart' }

const conclusive: readonly [string, StoppedTask, string][] = [
  ['an exit code', { ...exited, containers: [{ name: 'app', exitCode: 1 }] }, 'container app exited with code 1'],
  [
    'out of memory',
    {
      ...exited,
      containers: [{ name: 'app', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
    },
    'container app exited with code 137 (out of memory)',
  ],
  [
    'a kill',
    { ...exited, containers: [{ name: 'app', exitCode: 137 }] },
    'container app exited with code 137 (killed)',
  ],
  [
    'the container that began it, not those told to stop after it',
    {
      ...exited,
      containers: [
        { name: 'proxy', exitCode: 143 },
        { name: 'log', exitCode: 137 },
        { name: 'app', exitCode: 3 },
        { name: 'idle', exitCode: 0 },
      ],
    },
    'container app exited with code 3',
  ],
  [
    'a clean exit of what should stay',
    { ...exited, containers: [{ name: 'app', exitCode: 0 }] },
    'container app exited with code 0 although it should keep running',
  ],
  [
    'an image that is not there',
    {
      ...failedToStart,
      stoppedReason:
        'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref team/api:v9: not found',
    },
    'image cannot be pulled: not found (pull image manifest has been retried 5 time(s): failed to resolve ref team/api:v9: not found)',
  ],
  [
    'an image for another platform',
    {
      ...failedToStart,
      stoppedReason:
        "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'",
    },
    'image cannot be pulled: it has no build for this platform',
  ],
  [
    'a pull told by the container only',
    { ...failedToStart, containers: [{ name: 'app', reason: 'CannotPullImageManifestError: access denied' }] },
    'image cannot be pulled: access denied',
  ],
  [
    'secrets',
    {
      ...failedToStart,
      stoppedReason:
        'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed',
    },
    'secrets cannot be read: unable to pull secrets or registry auth: execution resource retrieval failed',
  ],
  [
    'other resources',
    { ...failedToStart, stoppedReason: 'ResourceInitializationError: failed to invoke EFS utils' },
    'resources cannot be set up: failed to invoke EFS utils',
  ],
  [
    'the load balancer',
    {
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason:
        'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/api-tg/73e2d6bc24d8a067)',
    },
    'task failed its load balancer health checks (target group api-tg)',
  ],
  [
    'the container health check',
    { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' },
    'task failed its container health checks',
  ],
  [
    'a start that fails',
    { ...failedToStart, stoppedReason: 'CannotStartContainerError: exec: "nod": executable file not found in $PATH' },
    'container cannot start: exec: "nod": executable file not found in $PATH',
  ],
  ['no words at all', { ...failedToStart }, 'task stopped without a reason'],
]

it.each(conclusive)('counts and tells %s', (_what, task, reason) => {
  expect(readStoppedTask(task, 7)).toMatchObject({ reason, conclusive: true })
})

const harmless: readonly [string, StoppedTask, string][] = [
  [
    'scale-in',
    { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)' },
    'the service scaled in or moved on',
  ],
  [
    'spot',
    { stopCode: 'SpotInterruption', containers: [{ name: 'app', exitCode: 143 }] },
    'its spot capacity or host was taken back',
  ],
  [
    'no capacity',
    { ...failedToStart, stoppedReason: 'RESOURCE:MEMORY' },
    'no capacity to place the task: RESOURCE:MEMORY',
  ],
  ['maintenance', { stopCode: 'TerminationNotice' }, 'its spot capacity or host was taken back'],
  ['a broken host', { stopCode: 'InfrastructureHealth' }, 'its host became unhealthy'],
  ['a person', { stopCode: 'UserInitiated', stoppedReason: 'debugging' }, 'somebody stopped it: debugging'],
  ['an unknown stop code', { stopCode: 'SomethingNew', stoppedReason: 'who knows' }, 'task stopped: who knows'],
  ['no stop code', { containers: [{ name: 'app', exitCode: 1 }] }, 'container app exited with code 1'],
]

it.each(harmless)('never counts %s', (_what, task, reason) => {
  expect(readStoppedTask(task, 7)).toMatchObject({ reason, conclusive: false })
})

it('knows task, rollout and time from an event as from the API', () => {
  const task = { taskArn: 'arn:task/1', startedBy: 'ecs-svc/1', stoppedAt: '2026-11-16T09:00:01.500Z' }
  const known = { task: 'arn:task/1', rollout: 'ecs-svc/1', at: Date.UTC(2026, 10, 16, 9, 0, 1, 500) }
  expect(readStoppedTask(task, 7)).toMatchObject(known)
  expect(readStoppedTask({ ...task, stoppedAt: new Date(task.stoppedAt) }, 7)).toMatchObject(known)
})

it('takes the time it was seen where the task tells none, or nonsense', () => {
  expect(readStoppedTask({}, 7).at).toBe(7)
  expect(readStoppedTask({ stoppedAt: 'yesterday' }, 7).at).toBe(7)
})

it('stays short and never throws, whatever a task says', () => {
  const container = fc.record({ name: fc.string(), exitCode: fc.integer(), reason: fc.string() }, { requiredKeys: [] })
  const keys = fc.record(
    { stopCode: fc.string(), stoppedReason: fc.string({ maxLength: 2_000 }), containers: fc.array(container) },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(keys, (task) => {
      expect(readStoppedTask(task, 7).reason.length).toBeLessThan(600)
    }),
  )
})

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parseImagePush } from '../../shared/inbound/image-push.ts'
import { parseRolloutEvent } from '../../shared/inbound/rollout-event.ts'

const folder = resolve(process.env['LONGSHORE_EVENT_SAMPLES'] ?? join(import.meta.dirname, '../../../shared/events'))
const there = existsSync(folder)
if (!there)
  process.stderr.write(`No event samples in ${folder} (set LONGSHORE_EVENT_SAMPLES): their tests are skipped.\n`)
const samples = there ? describe : describe.skip

/** What the parsers of `image-pushed` and `rollout-changed` make of each published sample. */
const documented: Readonly<Record<string, readonly [push: string, rollout: string]>> = {
  'codedeploy-deployment-event': ['ignored', 'rollout'],
  'codedeploy-sns-01-obj': ['refused', 'refused'],
  // Their digests have four digits less than a digest has.
  'ecr-01-ecr-image-action-push': ['refused', 'ignored'],
  'ecr-image-push-event': ['refused', 'ignored'],
  'ecr-02-ecr-image-scan-complete': ['ignored', 'rollout'],
  'ecr-03-ecr-scan-resource-change-scan-frequency-change': ['ignored', 'ignored'],
  'ecr-04-ecr-image-action-delete': ['ignored', 'ignored'],
  'ecs-01-ecs-container-instance-state-change': ['ignored', 'ignored'],
  'ecs-02-ecs-task-state-change-running': ['ignored', 'ignored'],
  'ecs-03-ecs-service-action-service-steady-state': ['ignored', 'ignored'],
  'ecs-04-ecs-service-action-capacity-provider-steady-state': ['ignored', 'ignored'],
  'ecs-05-ecs-service-action-service-task-start-impaired': ['ignored', 'rollout'],
  'ecs-06-ecs-service-action-service-task-placement-failure': ['ignored', 'rollout'],
  'ecs-07-ecs-service-action-service-task-placement-failure': ['ignored', 'rollout'],
  'ecs-08-ecs-deployment-state-change-service-deployment-in-progress': ['ignored', 'rollout'],
  'ecs-09-ecs-deployment-state-change-service-deployment-in-progress': ['ignored', 'rollout'],
  'ecs-10-ecs-deployment-state-change-service-deployment-completed': ['ignored', 'rollout'],
  'ecs-11-ecs-deployment-state-change-service-deployment-failed': ['ignored', 'rollout'],
  'ecs-task-state-change-event': ['ignored', 'ignored'],
}

function read(event: { account?: string; region?: string }) {
  const home = { account: event.account ?? '', region: event.region ?? '' }
  const push = parseImagePush(event, [`${home.account}.dkr.ecr.${home.region}.amazonaws.com`])
  return { push, rollout: parseRolloutEvent(event, home) }
}

samples('published samples', () => {
  const files = there ? readdirSync(join(folder, 'documented')) : []

  it.each(files)('%s is read or refused as expected', (file) => {
    const { push, rollout } = read(JSON.parse(readFileSync(join(folder, 'documented', file), 'utf8')))
    expect([push.kind, rollout.kind]).toEqual(documented[file.replace('.json', '')])
  })
})

samples('recorded streams', () => {
  const files = there ? readdirSync(join(folder, 'recorded')) : []
  const linesOf = (file: string) =>
    readFileSync(join(folder, 'recorded', file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')

  it.each(files)('%s: every event of a rollout and every stopped task is read, the rest ignored', (file) => {
    for (const line of linesOf(file)) {
      const event = JSON.parse(line)
      const { push, rollout } = read(event)
      expect(push.kind).toBe('ignored')
      expect({ event: event.id, kind: rollout.kind }).toEqual({ event: event.id, kind: kindOf(event) })
      if (rollout.kind === 'rollout' || rollout.kind === 'task') {
        expect(rollout).toMatchObject({ id: event.id, at: Date.parse(event.time) })
        const [about] = rollout.about
        expect(about).toMatch(/^service .+\/.+$/)
        expect(event.resources[0] + event.detail.group).toContain(about.split('/').at(-1) ?? '?')
      }
    }
  })

  it('of a process that exits tells which rollout the task was of, and the exit code', () => {
    const failures = files
      .filter((file) => file.includes('process-exit-failure'))
      .flatMap(linesOf)
      .map((line) => read(JSON.parse(line)).rollout)
      .filter((event) => event.kind === 'task')
      .filter(({ task }) => task.stopCode === 'EssentialContainerExited')
    expect(failures.length).toBeGreaterThan(0)
    for (const { task } of failures) {
      expect(task.startedBy).toMatch(/^ecs-svc\/\d+$/)
      expect(task.containers?.some(({ exitCode = 0 }) => exitCode !== 0)).toBe(true)
    }
  })
})

/** Told by the raw fields, without the parser's code. */
function kindOf({ detail }: { detail: { eventName?: string; lastStatus?: string; group?: string } }): string {
  if (detail.eventName !== undefined) return detail.eventName.includes('STEADY_STATE') ? 'ignored' : 'rollout'
  return detail.lastStatus === 'STOPPED' && detail.group?.startsWith('service:') ? 'task' : 'ignored'
}

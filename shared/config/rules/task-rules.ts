import { parseDuration } from '../duration.ts'
import { writtenTarget } from '../kinds/written-target.ts'
import type { Finding, Path } from '../mistake.ts'
import type { TargetFile } from '../schema.ts'
import type { TaskFile } from '../task-file.ts'
import { forEachTarget, type Rule } from './rule.ts'

const leastMs = 60_000
const mostMs = 24 * 60 * 60_000

/** One-off tasks are tasks of ECS, in the network and with the roles of the service. */
export const tasksNeedServices: Rule = forEachTarget((name, target) =>
  writtenTasks(target).flatMap(({ key, path }): Finding[] => {
    if (target.ecs) return []
    return [
      {
        rule: 'task-without-service',
        path: ['targets', name, ...path.slice(0, 1)],
        what: `Target ${name} has a task ${key} its rollout and is no ECS service.`,
        why: 'Such a task runs in the cluster and the network of a service, with its roles.',
        mend: `Take ${key} away.`,
      },
    ]
  }),
)

/** A task runs a revision that is pinned to the new images; in force mode there is none. */
export const tasksTakeNoForce: Rule = forEachTarget((name, target, { file }) => {
  const mode = target.mode ?? file.defaults?.mode
  return writtenTasks(target).flatMap(({ key }): Finding[] => {
    if (mode !== 'force') return []
    return [
      {
        rule: 'task-in-force-mode',
        path: ['targets', name, key],
        what: `Target ${name} has a task ${key} its rollout and mode force.`,
        why: 'A task runs the new images by digest, before ECS has resolved the tag of the service.',
        mend: `Use mode revision, or take ${key} away.`,
      },
    ]
  })
})

/** The command replaces that of one container that Longshore looks after. */
export const tasksNameTheirContainer: Rule = forEachTarget((name, target) => {
  const containers = Object.keys(writtenTarget(target).containers)
  return writtenTasks(target).flatMap(({ key, path, task }): Finding[] => {
    if (task.container === undefined ? containers.length === 1 : containers.includes(task.container)) return []
    const named = task.container === undefined ? 'names no container' : `names the container ${task.container}`
    return [
      {
        rule: 'task-container',
        path: ['targets', name, ...path, ...(task.container === undefined ? [] : ['container'])],
        what: `The task ${key} the rollout of target ${name} ${named}; the target has ${containers.join(', ')}.`,
        why: 'Its command runs in the new image of one of these.',
        mend: `Write container: ${containers[0] ?? 'app'}.`,
      },
    ]
  })
})

export const tasksEnd: Rule = forEachTarget((name, target) =>
  writtenTasks(target).flatMap(({ path, task }): Finding[] => {
    const ms = parseDuration(task.timeout ?? '')
    if (ms === undefined || (ms >= leastMs && ms <= mostMs)) return []
    return [
      {
        rule: 'task-timeout',
        path: ['targets', name, ...path, 'timeout'],
        what: `The timeout ${task.timeout} is out of range.`,
        why: 'Tasks are looked at once a minute, and nothing else is deployed to the target meanwhile.',
        mend: 'Give 1m to 24h.',
      },
    ]
  }),
)

function writtenTasks({ before, after }: TargetFile): { key: 'before' | 'after'; path: Path; task: TaskFile }[] {
  return [
    ...(before ? [{ key: 'before' as const, path: ['before', 'task'], task: before.task }] : []),
    ...(after ? [{ key: 'after' as const, path: ['after', 'task'], task: after.task }] : []),
  ]
}

import type { Expectations } from '../../sandbox/scenario/expectation-schema.ts'

const OTHER_RUN: Readonly<Record<string, unknown>> = {
  image: 'no-such-alias',
  exitCode: 254,
  reason: 'no such reason',
  command: 'no-such-command',
  startedBy: 'nobody',
  status: 'NEVER',
}

/** Expectations of schedules and of one-off tasks, each flipped alone. */
export function taskFlips(expect: Expectations): { readonly path: string; readonly expect: Expectations }[] {
  const schedules = Object.keys(expect.schedules ?? {}).map((name) => ({
    path: `schedules.${name}`,
    expect: { ...expect, schedules: { ...expect.schedules, [name]: 'no-such-alias' } },
  }))
  const tasks = Object.entries(expect.tasks ?? {}).flatMap(([family, runs]) => {
    const flip = (path: string, changed: object[]) => ({
      path: `tasks.${family}${path}`,
      expect: { ...expect, tasks: { ...expect.tasks, [family]: changed as typeof runs } },
    })
    const single = runs.flatMap((run, index) =>
      Object.keys(run).map((key) =>
        flip(
          `[${index}].${key}`,
          runs.map((other, at) => (at === index ? { ...other, [key]: OTHER_RUN[key] } : other)),
        ),
      ),
    )
    return [flip('+1', [...runs, {}]), ...single]
  })
  return [...schedules, ...tasks]
}

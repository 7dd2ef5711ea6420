import type { ScenarioResult } from '../scenario/run-scenario.ts'
import { countsOf } from './json-lines.ts'
import type { Paint } from './paint.ts'

/** How one scenario was judged: one line when all is well, else each failure and how to see it again. */
export function verdictLines({ name, passed, failures, seed }: ScenarioResult, source: string, paint: Paint): string[] {
  if (passed) return [`  ${paint('green', '✓ as expected')}`]
  return [
    `  ${paint('red', `✗ ${name} did not come as expected (seed ${seed})`)}`,
    ...failures.map(({ path, message }) => `    ${path ? `${path}: ` : ''}${message}`),
    `    Play it again: npm run rehearse -- --scenario ${source} --seed ${seed}`,
  ]
}

/** What everything came to. */
export function summaryLines(results: readonly ScenarioResult[], realMs: number, paint: Paint): string[] {
  const width = Math.max(...results.map(({ name }) => name.length))
  const rows = results.map(({ name, passed, report }) => {
    const outcomes = report?.outcomes.map(({ target, outcome }) => `${target} ${outcome}`) ?? []
    const mark = passed ? paint('green', '✓') : paint('red', '✗')
    return `  ${mark} ${name.padEnd(width)}  ${outcomes.join(', ') || 'nothing deployed'}`
  })
  const calls = countsOf(results.flatMap(({ report }) => report?.calls ?? []))
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0)
  const platform = Object.entries(calls).filter(([call]) => /^(ecs|ecr|lambda|codedeploy|ssm|scheduler):/.test(call))
  const world = results.reduce((sum, { report }) => sum + (report?.worldMs ?? 0), 0)
  const failed = results.filter(({ passed }) => !passed).length
  return [
    '',
    paint('bold', failed === 0 ? 'All as expected' : `${failed} of ${results.length} not as expected`),
    ...rows,
    '',
    `  AWS calls: ${total}, of which ${platform.map(([call, count]) => `${call} ${count}`).join(', ') || 'none to a platform'}`,
    `  ${Math.round(world / 60_000)} minutes of the world in ${(realMs / 1000).toFixed(1)} s`,
  ]
}

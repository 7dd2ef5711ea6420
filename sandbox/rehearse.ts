import { relative } from 'node:path'
import { type Arguments, BadArguments, parseArguments, USAGE } from './rehearsal/arguments.ts'
import { closingLines, jsonLine } from './rehearsal/json-lines.ts'
import { type Paint, paintFor } from './rehearsal/paint.ts'
import { serve } from './rehearsal/serve.ts'
import { scenarioFiles, shippedFile, shippedScenarios, TOUR, UnknownScenario } from './rehearsal/shipped-scenarios.ts'
import { summaryLines, verdictLines } from './rehearsal/summary.ts'
import { createTimeline } from './rehearsal/timeline.ts'
import { readScenario } from './scenario/read-scenario.ts'
import { runScenario, type ScenarioResult } from './scenario/run-scenario.ts'
import type { ScenarioEvent } from './scenario/scenario-event.ts'
import { scenarioJsonSchema } from './scenario/scenario-schema.ts'

/** Where the rehearsal writes to. */
interface Output {
  readonly event: (event: ScenarioEvent) => void
  readonly result: (result: ScenarioResult, source: string) => void
  readonly end: (results: readonly ScenarioResult[], realMs: number) => void
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function forPeople(paint: Paint): Output {
  const timeline = createTimeline(paint)
  return {
    event: (event) => timeline(event).forEach(print),
    result: (result, source) => verdictLines(result, source, paint).forEach(print),
    end: (results, realMs) => summaryLines(results, realMs, paint).forEach(print),
  }
}

const forMachines: Output = {
  event(event) {
    const line = jsonLine(event)
    if (line) print(JSON.stringify(line))
  },
  result(result, source) {
    for (const line of closingLines(result)) print(JSON.stringify(line))
    if (!result.passed) console.error(verdictLines(result, source, (_, text) => text).join('\n'))
  },
  end: () => undefined,
}

async function rehearse(given: Arguments, files: readonly string[]): Promise<number> {
  const output = given.json ? forMachines : forPeople(paintFor(process.stdout))
  const began = performance.now()
  const results: ScenarioResult[] = []
  const { seed, speed } = given
  // All are read before one is played: a mistake in the last should not come after minutes.
  for (const loaded of files.map(readScenario)) {
    const result = await runScenario(loaded, {
      onEvent: output.event,
      ...(seed === undefined ? {} : { seed }),
      ...(speed === undefined ? {} : { speed }),
    })
    results.push(result)
    output.result(result, sourceOf(files[results.length - 1] ?? ''))
  }
  output.end(results, performance.now() - began)
  return results.every(({ passed }) => passed) ? 0 : 1
}

/** As the command line takes it: a shipped scenario by name, another by path. */
function sourceOf(file: string): string {
  const shipped = shippedScenarios().find(({ scenario }) => shippedFile(scenario.name) === file)
  return shipped
    ? shipped.scenario.name
    : relative(process.cwd(), file).startsWith('..')
      ? file
      : relative(process.cwd(), file)
}

async function run(given: Arguments): Promise<number> {
  if (given.help) print(USAGE)
  else if (given.schema) print(JSON.stringify(scenarioJsonSchema(), null, 2))
  else if (given.list)
    for (const { scenario } of shippedScenarios()) print(`${scenario.name.padEnd(34)}${scenario.title}`)
  else if (given.serve) await keepUp(given)
  else return rehearse(given, scenarioFiles(given.scenarios.length > 0 ? given.scenarios : TOUR))
  return 0
}

async function keepUp({ scenarios, json, seed, speed = 1, port }: Arguments): Promise<void> {
  const [file = shippedFile(TOUR[0]), second] = scenarioFiles(scenarios)
  if (second) throw new BadArguments('--serve sets up one account: name one scenario at most.')
  const { event } = json ? forMachines : forPeople(paintFor(process.stdout))
  await serve({
    file,
    plays: scenarios.length > 0,
    speed,
    onEvent: event,
    say: json ? (line) => console.error(line) : print,
    ...(seed === undefined ? {} : { seed }),
    ...(port === undefined ? {} : { port }),
  })
}

/** Whoever reads may stop reading: `npm run rehearse | head`. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  process.exitCode = await run(parseArguments(process.argv.slice(2)))
} catch (error) {
  const isUsage = error instanceof BadArguments || error instanceof UnknownScenario
  console.error(error instanceof Error ? error.message : error)
  if (error instanceof BadArguments) console.error(`\n${USAGE}`)
  process.exitCode = isUsage || (error instanceof Error && error.name === 'ScenarioBroken') ? 2 : 1
}

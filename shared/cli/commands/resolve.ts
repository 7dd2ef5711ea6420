import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { checkFileAlone, readLock } from '../../config/load-config.ts'
import {
  type ConfigFiles,
  ConfigurationBroken,
  describeMistakes,
  requireThere,
} from '../../config/read-config-files.ts'
import type { LockedTarget, LockFile, LongshoreFile } from '../../config/schema.ts'
import type { ServiceFacts, ServiceProblem } from '../../config/service-facts.ts'
import type { Command } from '../command.ts'
import type { Context } from '../context.ts'
import { done, refused } from '../exit-code.ts'
import { describeChanges } from '../lock-changes.ts'
import { CannotAsk } from '../refusals.ts'
import { resolvePlaces, type WantedService } from '../resolve-places.ts'
import { whyNotAsked } from '../why-unreachable.ts'

const heading = '# Written by `npx longshore resolve`: what only the account knows. Commit it.\n'

export const resolve: Command = {
  name: 'resolve',
  summary: 'Asks the account for task definition families and roles, and writes longshore.lock.yml',
  details:
    'Writes nothing unless everything can be found. Where targets are in several accounts, it asks about those in the account of ' +
    'the credentials and keeps what it knows of the others: run it once with the credentials of each.',
  examples: [{ does: 'After a target was added or got other roles', line: 'longshore resolve' }],
  run: (_given, context) => writeLock(context),
}

async function writeLock(context: Context): Promise<number> {
  const { files, terminal } = context
  const file = readFile(files)
  const wanted = servicesToResolve(file)
  if (wanted.some(([, { account, region }]) => account ?? region)) return writePlacedLock(context, file, wanted)
  const names = wanted.map(([, name]) => name)
  const answers = await ask(context, names, context.region ?? file.region)
  const problems = answers.filter((answer) => 'problem' in answer)
  if (problems.length > 0) return tellProblems(problems, context)
  const lock = lockOf(
    wanted,
    answers.filter((answer) => 'family' in answer),
  )
  if (!lock) {
    const message = 'Nothing to resolve: the file states what every target needs. It must state account and region too.'
    terminal.print(context.json ? JSON.stringify({ changes: [], message }) : message)
    return done
  }
  return write(context, lock)
}

/** Targets are in several accounts or regions. */
async function writePlacedLock(
  context: Context,
  file: LongshoreFile,
  wanted: readonly [string, WantedService][],
): Promise<number> {
  const old = oldLock(context.files)
  const found = await resolvePlaces(context, { file, old, wanted }, (some, region) => ask(context, some, region))
  if (found.problems.length > 0) return tellProblems(found.problems, context)
  const code = write(context, found.lock)
  if (found.missing.length === 0) return code
  const mend = 'Run it again with credentials of each; what is known is kept.'
  context.terminal.complain(`Targets in account ${found.missing.join(', ')} are not resolved yet. ${mend}`)
  return refused
}

function write({ files, json, terminal }: Context, lock: LockFile): number {
  const changes = describeChanges(oldLock(files), lock)
  writeFileSync(files.lockPath, heading + stringify(lock, { lineWidth: 0, singleQuote: true }))
  const message = [...changes, `${files.lockPath} is up to date.`].join('\n')
  terminal.print(json ? JSON.stringify({ changes, lockPath: files.lockPath, message }) : message)
  return done
}

/** Services of which the file does not state everything, by target. */
function servicesToResolve({ targets }: LongshoreFile): [string, WantedService][] {
  return Object.entries(targets).flatMap(([name, { ecs, account, region }]): [string, WantedService][] => {
    if (!ecs || (ecs.family !== undefined && ecs.roles)) return []
    const place = { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) }
    return [[name, { cluster: ecs.cluster, service: ecs.service, ...place }]]
  })
}

function readFile(files: ConfigFiles): LongshoreFile {
  requireThere(files)
  const { file, mistakes } = checkFileAlone(readFileSync(files.path, 'utf8'))
  if (!file || mistakes.length > 0) throw new ConfigurationBroken(describeMistakes(files, mistakes))
  return file
}

async function ask(
  { readServiceFacts, terminal, environment }: Context,
  names: readonly WantedService[],
  region: string | undefined,
): Promise<readonly (ServiceFacts | ServiceProblem)[]> {
  try {
    return await terminal.during('Asking ECS about the services', readServiceFacts(names, region))
  } catch (error) {
    const asked = { environment, ...(region === undefined ? {} : { region }) }
    const why = whyNotAsked(error, asked, 'ecs:DescribeServices and ecs:DescribeTaskDefinition')
    throw new CannotAsk(`Cannot ask the account about the services: ${why}. Nothing was written.`, { cause: error })
  }
}

function tellProblems(problems: readonly ServiceProblem[], { terminal }: Context): number {
  for (const { problem } of problems) terminal.complain(problem)
  terminal.complain('Nothing was written. Check names, account and region.')
  return refused
}

function lockOf(wanted: readonly [string, WantedService][], facts: readonly ServiceFacts[]): LockFile | undefined {
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

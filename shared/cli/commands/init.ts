import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { templateParts } from '../../config/derive/template.ts'
import { loadConfig } from '../../config/load-config.ts'
import type { AccountQuestion, FoundAccount } from '../../init/found.ts'
import { type LeftOut, type Written, writeConfiguration } from '../../init/write-configuration.ts'
import type { Command, Given } from '../command.ts'
import type { Context } from '../context.ts'
import { done } from '../exit-code.ts'
import { CannotAsk, Refused } from '../refusals.ts'
import { whyNotAsked } from '../why-unreachable.ts'

const mostUnlessSaid = 300
const schemaPath = join(import.meta.dirname, '../../../docs/longshore.schema.json')

export const init: Command = {
  name: 'init',
  summary: 'Writes a first longshore.yml and its lock file from the services and image functions of the account',
  details:
    'Every target observes at first: nothing is touched. What follows which tags is guessed from what runs, and said in a comment. What cannot be a target is named.',
  options: [
    { flag: '--cluster <name...>', about: 'only the services of these clusters, and no functions' },
    {
      flag: '--most <number>',
      about: `look at so many services and functions (default: ${mostUnlessSaid})`,
      isCount: true,
    },
    { flag: '--dry-run', about: 'print what would be written, and write nothing' },
    { flag: '--force', about: 'write over a longshore.yml that is there' },
  ],
  examples: [
    { does: 'What would it be?', line: 'longshore init --dry-run' },
    { does: 'One cluster, anew', line: 'longshore init --cluster production --force' },
  ],
  run: writeFirst,
}

async function writeFirst(given: Given, context: Context): Promise<number> {
  const { files, terminal } = context
  const isDry = given.flag('dryRun')
  if (!isDry && !given.flag('force')) refuseToOverwrite([files.path, files.lockPath])
  const found = await ask(context, {
    clusters: given.list('cluster'),
    most: given.count('most') ?? mostUnlessSaid,
    ...(context.region === undefined ? {} : { region: context.region }),
  })
  const written = requireTargets(found, writeConfiguration(found, relative(dirname(files.path), schemaPath)))
  requireRoom(written)
  if (!isDry) {
    writeFileSync(files.path, written.file)
    writeFileSync(files.lockPath, written.lock)
  }
  for (const line of besides(written, found)) terminal.complain(line)
  terminal.print(context.json ? asJson(written, context, isDry) : inWords(written, context, isDry))
  return done
}

function refuseToOverwrite(paths: readonly string[]): void {
  const there = paths.filter((path) => existsSync(path))
  if (there.length > 0)
    throw new Refused(
      `${there.join(' and ')} would be lost. Look with --dry-run, write over with --force, or name another file with --config.`,
    )
}

async function ask({ readAccount, terminal, environment }: Context, question: AccountQuestion): Promise<FoundAccount> {
  try {
    return await terminal.during('Asking the account what it runs', readAccount(question))
  } catch (error) {
    if (error instanceof Error && error.name === 'ClusterNotFoundException')
      throw new Refused(`Not each of these clusters exists: ${question.clusters.join(', ')}. Nothing was written.`)
    const why = whyNotAsked(error, { ...question, environment }, rights.join(', '))
    throw new CannotAsk(`Cannot ask the account what it runs: ${why}. Nothing was written.`, { cause: error })
  }
}

const rights = [
  ...['ecs:ListClusters', 'ecs:ListServices', 'ecs:DescribeServices', 'ecs:DescribeTaskDefinition'],
  ...['lambda:ListFunctions', 'lambda:ListAliases', 'lambda:GetFunction'],
  ...['ecr:DescribeRepositories', 'ecr:DescribeImages'],
]

function requireTargets(found: FoundAccount, written: ReturnType<typeof writeConfiguration>): Written {
  if ('file' in written) return written
  const none = `${found.services.length} services and ${found.functions.length} image functions were found`
  throw new Refused(
    [
      `Nothing to look after: ${none}, of which none can be a target. Nothing was written. Check account, region and --cluster; rules, schedules and Docker hosts are written by hand (docs/targets.md).`,
      ...written.leftOut.map(leftOutLine),
    ].join('\n'),
  )
}

/** Rights for very many targets fit into no role. Throws `Refused`. */
function requireRoom({ file, lock, targets }: Written): void {
  const loaded = loadConfig(file, lock, { stage: 'dev' })
  if (!loaded.ok) throw new Error(loaded.mistakes.map(({ what }) => what).join('\n'))
  try {
    templateParts(loaded.config, loaded.maxParallel)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Refused(`${targets.length} targets are too many for one stack. ${why} Name some clusters (--cluster).`, {
      cause: error,
    })
  }
}

function besides({ leftOut }: Written, { isMore }: FoundAccount): string[] {
  const more = 'There is more in the account than was looked at: name clusters (--cluster), or say --most.'
  return [...leftOut.map(leftOutLine), ...(isMore ? [more] : [])]
}

function leftOutLine({ what, why }: LeftOut): string {
  return `Left out: ${what}: ${why}.`
}

function inWords({ file, lock, targets }: Written, { files }: Context, isDry: boolean): string {
  if (isDry) return `${file}\n# ${files.lockPath}:\n${lock.replaceAll(/^(?!#|$)/gm, '# ')}`.trimEnd()
  const count = targets.length === 1 ? '1 target' : `${targets.length} targets`
  return `${files.path} and ${files.lockPath} are written: ${count}, all observing. Read the comments, then: npx serverless deploy`
}

function asJson(written: Written, { files }: Context, isDry: boolean): string {
  const { file, lock, targets, leftOut } = written
  return JSON.stringify({
    ...{ written: isDry ? [] : [files.path, files.lockPath], targets, leftOut },
    ...(isDry ? { file, lock } : {}),
    message: `${targets.length} targets, ${leftOut.length} left out.`,
  })
}

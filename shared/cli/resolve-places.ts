import type { AccountRegion } from '../config/places.ts'
import type { LockedTarget, LockFile, LongshoreFile } from '../config/schema.ts'
import type { ServiceFacts, ServiceProblem } from '../config/service-facts.ts'
import type { Context } from './context.ts'
import { CannotAsk } from './refusals.ts'

/** A service to be asked about, and where it is as far as the file says. */
export interface WantedService extends Partial<AccountRegion> {
  readonly cluster: string
  readonly service: string
}

/** Asks about services of one region. */
export type AskAbout = (
  services: readonly WantedService[],
  region: string | undefined,
) => Promise<readonly (ServiceFacts | ServiceProblem)[]>

/** A lock file of several accounts: credentials are those of one of them, so that it comes about in as many runs. */
export interface PlacedLock {
  readonly lock: LockFile
  readonly problems: readonly ServiceProblem[]
  /** Accounts of targets that these credentials do not reach and that nobody resolved yet. */
  readonly missing: readonly string[]
}

/** Asks about the targets in the account of the credentials, region by region; what is known of the others is kept. */
export async function resolvePlaces(
  context: Context,
  { file, old, wanted }: { file: LongshoreFile; old: LockFile | undefined; wanted: readonly [string, WantedService][] },
  ask: AskAbout,
): Promise<PlacedLock> {
  const own = await accountOf(context, file.region ?? old?.region)
  const home = {
    account: file.account ?? old?.account ?? own,
    region: file.region ?? old?.region ?? context.region ?? '',
  }
  const isOwn = ([, { account }]: readonly [string, WantedService]): boolean => (account ?? home.account) === own
  const regions = Map.groupBy(wanted.filter(isOwn), ([, { region }]) => region ?? home.region)
  const problems: ServiceProblem[] = []
  const targets: [string, LockedTarget][] = []
  for (const [region, some] of regions) {
    const answers = await ask(
      some.map(([, service]) => service),
      region === '' ? undefined : region,
    )
    problems.push(...answers.filter((answer) => 'problem' in answer))
    targets.push(
      ...some.flatMap(([name, service]) =>
        lockedAs(
          name,
          service,
          answers.filter((one) => 'family' in one),
        ),
      ),
    )
  }
  const others = wanted.filter((one) => !isOwn(one))
  const kept = others.flatMap(([name]): [string, LockedTarget][] => {
    const known = old?.targets[name]
    return known ? [[name, known]] : []
  })
  const missing = others.filter(([name]) => !old?.targets[name]).map(([, { account }]) => account ?? home.account)
  return { lock: lockOf(wanted, [...targets, ...kept], home), problems, missing: [...new Set(missing)] }
}

/** In the order of the file. */
function lockOf(
  wanted: readonly [string, WantedService][],
  found: readonly [string, LockedTarget][],
  home: AccountRegion,
): LockFile {
  const byName = new Map(found)
  const targets = wanted.flatMap(([name]): [string, LockedTarget][] => {
    const locked = byName.get(name)
    return locked ? [[name, locked]] : []
  })
  return { version: 1, ...home, targets: Object.fromEntries(targets) }
}

function lockedAs(name: string, wanted: WantedService, facts: readonly ServiceFacts[]): [string, LockedTarget][] {
  const found = facts.find(({ cluster, service }) => cluster === wanted.cluster && service === wanted.service)
  if (!found) return []
  const { account: _account, region: _region, ...locked } = found
  const { account, region } = wanted
  return [
    [name, { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }), ...locked }],
  ]
}

/** Whose credentials these are. */
async function accountOf({ whoAmI, terminal }: Context, region: string | undefined): Promise<string> {
  try {
    const arn = await terminal.during('Asking AWS whose account this is', whoAmI(region ?? 'us-east-1'))
    return arn.split(':')[4] ?? ''
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new CannotAsk(
      `Cannot tell whose account these credentials are for: ${why}. Targets are in several accounts, so it must be known. Check AWS_PROFILE.`,
      { cause: error },
    )
  }
}

import { createHash } from 'node:crypto'
import type { Channel, ContainerPolicy, Order, Policy, TagPolicy, Upstream } from '../domain/policy.ts'
import { repositoryUri } from './aws-names.ts'
import { parseDuration } from './duration.ts'
import { figuresSettings } from './figures-file.ts'
import { githubActionsOf } from './github-actions-file.ts'
import { writtenTarget } from './kinds/written-target.ts'
import { endsOf } from './normalise-ends.ts'
import { githubOf, isToldToGithub } from './normalise-github.ts'
import { elsewhereOf, placeName } from './normalise-place.ts'
import { checksOf, proofsOf } from './normalise-proofs.ts'
import { slackOf } from './normalise-slack.ts'
import { startOf } from './normalise-start.ts'
import { tasksOf } from './normalise-tasks.ts'
import type { LongshoreConfig, PageSettings, TargetConfig } from './normalised.ts'
import { pruneSettings } from './prune-file.ts'
import type { LockFile, LongshoreFile, TargetFile } from './schema.ts'
import type { TagsFile } from './shapes.ts'
import { globSource, regexSource } from './tag-pattern.ts'

/** Where Longshore lives. */
interface Home {
  readonly account: string
  readonly region: string
}

/** How many targets are worked on at the same time unless the file says otherwise. */
export const defaultMaxParallel = 10

const defaultDeadlineMs = 20 * 60_000
const severalRepositoriesSettleMs = 30_000

/** Lays defaults on, turns names into what AWS calls them and times into milliseconds. The file has passed all rules. */
export function normalise(file: LongshoreFile, lock: LockFile | undefined, stage: string): LongshoreConfig {
  const home = { account: file.account ?? lock?.account ?? '', region: file.region ?? lock?.region ?? '' }
  const slack = slackOf(file.slack)
  const checks = checksOf(file.checks)
  const github = githubOf(file.github, Object.keys(file.targets), home)
  const githubActions = githubActionsOf(file.githubActions, home)
  const ends = endsOf(file.ends)
  const figures = figuresSettings(file.figures)
  const targets = Object.entries(file.targets).map(([name, target]) => [
    name,
    normaliseTarget(name, withDefaults(target, file), { file, home, lock }),
  ])
  const prune = pruneSettings(file.prune, { ...home, targets: Object.fromEntries(targets) })
  return {
    version: 1,
    stack: `longshore-${stage}`,
    ...home,
    targets: Object.fromEntries(targets),
    ...(slack && { slack }),
    ...(checks && { checks }),
    ...(github && { github }),
    ...(githubActions && { githubActions }),
    ...(file.page && { page: pageOf(file.page) }),
    ...(ends && { ends }),
    ...(figures && { figures }),
    ...(prune && { prune }),
  }
}

function pageOf(page: Exclude<LongshoreFile['page'], false | undefined>): PageSettings {
  return page === true || page.most === undefined ? {} : { most: page.most }
}

/** A target's options over the file's defaults. Slack is told by default as soon as there is a webhook. */
function withDefaults(target: TargetFile, file: LongshoreFile): TargetFile {
  const announce: Channel[] = file.slack ? ['slack', 'sns'] : ['sns']
  const { maxParallel: _, ...defaults } = file.defaults ?? {}
  return { announce, ...defaults, ...target }
}

/** What a target is normalised with. */
interface Around {
  readonly file: LongshoreFile
  readonly home: Home
  readonly lock: LockFile | undefined
}

function normaliseTarget(name: string, target: TargetFile, around: Around): TargetConfig {
  const policy = {
    ...policyOf(name, target, around.home),
    ...withOthers(name, target, around),
    ...(isFollowed(name, target, around.file) ? { tellProgress: true } : {}),
  }
  const elsewhere = elsewhereOf(target, around.home)
  return {
    policy: { ...policy, hash: hashOf(policy) },
    ...(target.group === undefined ? {} : { group: target.group }),
    ...(elsewhere && { elsewhere }),
    ...writtenTarget(target).place(around.lock?.targets[name]),
  }
}

/** Whether somebody keeps up with its deployments while they are under way: Slack's living message does, and GitHub. */
function isFollowed(name: string, { announce = [] }: TargetFile, { slack, github }: LongshoreFile): boolean {
  return (slack?.bot !== undefined && announce.includes('slack')) || isToldToGithub(name, github)
}

/** What a target has to do with others of the file. */
function withOthers(
  name: string,
  target: TargetFile,
  { file, home }: Around,
): Pick<Policy, 'dependsOn' | 'takesTurnsWith'> {
  const own = containersOf(target, home)
  const dependsOn = (target.dependsOn ?? []).flatMap((upstream): Upstream[] => {
    const written = file.targets[upstream]
    return written ? [{ target: upstream, shares: shared(own, containersOf(written, home)) }] : []
  })
  const takesTurnsWith = sharingTheirThing(name, target, { file, home })
  return {
    ...(dependsOn.length > 0 ? { dependsOn } : {}),
    ...(takesTurnsWith.length > 0 ? { takesTurnsWith } : {}),
  }
}

/** What another target follows of the repositories that a target follows. */
function shared(own: Containers, others: Containers): Upstream['shares'] {
  const repositories = new Set(Object.values(own).map(({ repository }) => repository))
  return Object.entries(others)
    .filter(([, { repository }]) => repositories.has(repository))
    .map(([container, policy]) => ({ container, ...policy }))
}

function sharingTheirThing(name: string, target: TargetFile, { file, home }: Pick<Around, 'file' | 'home'>): string[] {
  const turnOf = (written: TargetFile): string | undefined => {
    const { turn } = writtenTarget(written)
    return turn && `${placeName(written, home)}${turn}`
  }
  const own = turnOf(target)
  if (own === undefined) return []
  return Object.entries(file.targets)
    .filter(([other, written]) => other !== name && turnOf(written) === own)
    .map(([other]) => other)
}

type Containers = Readonly<Record<string, ContainerPolicy>>

function containersOf(target: TargetFile, home: Home): Containers {
  const containers = Object.entries(writtenTarget(target).containers).map(([container, { repository, tags }]) => [
    container,
    { repository: repositoryUri(repository, home), tags: tagPolicy(tags), order: orderOf(tags, target.order) },
  ])
  return Object.fromEntries(containers)
}

function policyOf(name: string, target: TargetFile, home: Home): Omit<Policy, 'hash'> {
  const policies = containersOf(target, home)
  return {
    target: name,
    mode: target.mode ?? 'revision',
    containers: policies,
    settleMs: parseDuration(target.settle ?? '') ?? defaultSettle(policies),
    deadlineMs: parseDuration(target.deadline ?? '') ?? defaultDeadlineMs,
    bakeMs: parseDuration(target.prove?.bake ?? '') ?? 0,
    rollback: target.rollback ?? 'auto',
    onNewerPush: target.onNewerPush ?? 'supersede',
    onUsurped: target.onUsurped ?? 'wait',
    tolerance: target.tolerance ?? 2,
    announce: [...new Set(target.announce)],
    ...startOf(target),
    ...tasksOf(target),
    ...proofsOf(target),
  }
}

/** Pushes to several repositories seconds apart are usually one release. */
function defaultSettle(containers: Readonly<Record<string, ContainerPolicy>>): number {
  const repositories = new Set(Object.values(containers).map(({ repository }) => repository))
  return repositories.size > 1 ? severalRepositoriesSettleMs : 0
}

/** Order semver concerns containers with semver tags; as a default it leaves the others in order of their push. */
function orderOf(tags: TagsFile, order: TargetFile['order']): Order {
  if (tags.exact !== undefined) return 'exact'
  return order === 'semver' && tags.semver !== undefined ? 'semver' : 'pushed'
}

function tagPolicy({ exact, glob, regex, semver }: TagsFile): TagPolicy {
  if (exact !== undefined) return { kind: 'exact', tag: exact }
  if (semver !== undefined) return { kind: 'semver', range: semver }
  const shown = glob ?? regex ?? ''
  const source = glob === undefined ? regexSource(shown) : globSource(shown)
  if (source === undefined) throw new Error(`Cannot read the tag pattern ${shown}: it was not checked before.`)
  return { kind: 'pattern', source, shown }
}

/** Equal configurations have equal hashes, however the file is written. */
function hashOf(policy: Omit<Policy, 'hash'>): string {
  return createHash('sha256').update(JSON.stringify(policy, sortKeys)).digest('hex')
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

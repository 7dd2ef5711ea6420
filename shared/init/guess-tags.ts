import semver from 'semver'
import type { TagsFile } from '../config/shapes.ts'

/** What a container is to follow, and why that was taken. */
export interface Guess {
  readonly tags: TagsFile
  readonly why: string
}

/** A container of which the tags must be said by a person. */
export interface NoGuess {
  readonly why: string
}

/**
 * What to follow, by what runs: a version (every one that should be compatible), a tag that says nothing of the build (that tag), a
 * commit or a number (tags of the same shape). Nothing where tags of that shape may be builds that nobody means to deploy.
 * @param runs the tag that is named; or the tags that its digest has
 */
export function guessTags(runs: readonly string[], isImmutable: boolean): Guess | NoGuess {
  const guesses = runs.map((tag) => guessOne(tag, isImmutable))
  const best = guesses.filter((guess) => 'tags' in guess).toSorted((a, b) => rank(a) - rank(b))[0]
  return best ?? guesses[0] ?? { why: 'it is named by a digest that has no tag' }
}

/** A version says most, then what everybody calls it, then what a build called it. */
function rank({ tags }: Guess): number {
  if (tags.semver !== undefined) return 0
  return tags.exact === undefined ? 2 : 1
}

function guessOne(tag: string, isImmutable: boolean): Guess | NoGuess {
  const version = semver.parse(tag)
  if (version && version.prerelease.length === 0) return guessVersion(tag, version)
  const shape = shapeOf(tag)
  const doubt = shape && doubtOf(tag)
  if (doubt) return { why: doubt }
  if (shape) return { tags: { regex: shape.source }, why: `${tag} holds ${shape.holds}: tags of that shape` }
  const never = isImmutable ? ', which its repository forbids (immutable tags): name a pattern instead' : ''
  return { tags: { exact: tag }, why: `${tag} says nothing of the build: that tag, whenever it moves${never}` }
}

/** Before 1.0.0 a minor version may break what a major one may later; a year that ends breaks nothing. */
function guessVersion(tag: string, { major, minor }: semver.SemVer): Guess {
  if (major >= 1990 && major < 2100) {
    const why = `${tag} is a version by the calendar: every version from ${major} on`
    return { tags: { semver: `>=${major}.0.0` }, why }
  }
  const [range, every] = major > 0 ? [`^${major}.0.0`, `${major}.x`] : [`0.${minor}.x`, `0.${minor}.x`]
  return { tags: { semver: range }, why: `${tag} is a version: every version ${every}` }
}

const tries = /(?<![a-z])(pr|mr|pull|feat|feature|fix|bugfix|hotfix|branch|issue|wip|dirty|dev|test|tmp)(?![a-z])/i
const bases = /(?<![a-z])(alpine|debian|ubuntu|bookworm|bullseye|node|python|ruby|php|golang|go|java|jdk|jre)(?![a-z])/i
const glued = /(?<![a-z])(?!v\d)[a-z]+\d/i
const hashOrNumber = /(?<!\d)(\d{7}|(?!(19|20)\d\d[01])\d{8})(?!\d)/

const isVersioned = /\d+\.\d+\.\d+/
/** What people call builds that are meant to be deployed. */
const ofBuilds =
  /^(main|master|mainline|trunk|default|develop|release|rel|stable|stage|staging|qa|prod|production|live|build|ci|rev|sha|git|commit|ver|version|image|nightly|edge|canary|snapshot|rc|beta|alpha)$/i

/** Why tags of the shape of this one may be more, or others, than those that are meant. */
function doubtOf(tag: string): string | undefined {
  if (/^\d+$/.test(tag) && !isHash(tag)) return `${tag} is a number: whatever is built may be numbered like that`
  const words = tag.replaceAll(part, (found, commit) => (commit !== undefined && isHash(commit) ? '' : found))
  if (tries.test(words)) return `${tag} looks like a try of somebody's, and all tries have tags of that shape`
  if (bases.test(words) || glued.test(words))
    return `the number in ${tag} may be that of something it is built upon, not of a build`
  if (hashOrNumber.test(words)) return `${tag} may hold a number or a commit`
  const name = isVersioned.test(words) ? undefined : words.match(/[a-z]{2,}/gi)?.find((word) => !ofBuilds.test(word))
  return name && `${name} in ${tag} may be the name of a branch, a bot or a person, whose builds nobody means to deploy`
}

interface Shape {
  readonly source: string
  readonly holds: string
}

const part = /(?<![0-9A-Za-z])([0-9a-f]{7,40})(?![0-9A-Za-z])|(\d+)/g

/** A regular expression of tags like this one, whose commits and numbers differ; undefined when there are none. */
function shapeOf(tag: string): Shape | undefined {
  if (/^v?\d+(\.\d+)?$/.test(tag) && tag.length < 6 && /[v.]/.test(tag)) return undefined
  const holds = new Set<string>()
  let source = ''
  let from = 0
  for (const { 0: found, 1: commit, index } of tag.matchAll(part)) {
    const isCommit = commit !== undefined && isHash(commit)
    if (commit !== undefined && !isCommit && !/^\d+$/.test(commit)) continue
    holds.add(isCommit ? 'a commit' : 'a number')
    source += escaped(tag.slice(from, index)) + (isCommit ? `[0-9a-f]{${commit.length}}` : String.raw`\d+`)
    from = index + found.length
  }
  return holds.size === 0
    ? undefined
    : { source: source + escaped(tag.slice(from)), holds: [...holds].toSorted().join(' and ') }
}

/** `deadbeef` may be a word and `20261116` a date; a hash has both letters and digits. */
function isHash(text: string): boolean {
  return text.length === 40 || (/[a-f]/.test(text) && /\d/.test(text))
}

/** What may stand in a tag and means something in a regular expression. */
function escaped(text: string): string {
  return text.replaceAll('.', String.raw`\.`)
}

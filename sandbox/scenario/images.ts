import { createHash } from 'node:crypto'

/** What a name in a scenario means. */
export interface NamedImage {
  readonly repository: string
  /** Missing for `repository@alias`. */
  readonly tag?: string
  readonly alias: string
  readonly digest: string
}

/** The image contents of a story: each alias of a repository is one digest, known by the seed. */
export interface Images {
  /** Reads `repository:tag` or `repository@alias`; `alias` replaces the tag as the name of the content. */
  readonly named: (name: string, alias?: string) => NamedImage
  /** The alias of a digest, or a shortened digest when no alias has it. */
  readonly aliasOf: (digest: string) => string
}

/** Creates the names of a story. */
export function createImages(seed: string | number): Images {
  const aliases = new Map<string, string>()
  return {
    named(name, given) {
      const { repository, tag, alias: own } = parse(name)
      const alias = given ?? own
      const digest = `sha256:${createHash('sha256').update(`${seed}/${repository}/${alias}`).digest('hex')}`
      aliases.set(digest, alias)
      return { repository, alias, digest, ...(tag === undefined ? {} : { tag }) }
    },
    aliasOf: (digest) => aliases.get(digest) ?? digest.slice(0, 19),
  }
}

function parse(name: string): { repository: string; tag?: string; alias: string } {
  const at = name.indexOf('@')
  if (at >= 0) return { repository: name.slice(0, at), alias: name.slice(at + 1) }
  const colon = name.lastIndexOf(':')
  const tag = name.slice(colon + 1)
  return { repository: name.slice(0, colon), tag, alias: tag }
}

import type { EndFile } from './end-file.ts'
import { secretNameOf } from './normalise-slack.ts'
import type { EndConfig } from './normalised.ts'
import { globSource } from './tag-pattern.ts'

/** Where announcements go besides; undefined when nobody asked for it. */
export function endsOf(ends: readonly EndFile[] = []): readonly EndConfig[] | undefined {
  return ends.length === 0 ? undefined : ends.map(endOf)
}

function endOf({ name, kind, url, signingKey, targets, outcomes, privateNetworks = [] }: EndFile): EndConfig {
  const urlName = secretNameOf(url)
  if (!urlName) throw new Error(`Cannot read where the URL of the end ${name} is kept: it was not checked before.`)
  const keyName = signingKey && secretNameOf(signingKey)
  return {
    ...{ name, kind, url: urlName },
    ...(keyName && { signingKey: keyName }),
    ...(targets && { targets: targets.flatMap((glob) => globSource(glob) ?? []) }),
    ...(outcomes && { outcomes: [...new Set(outcomes)] }),
    ...(privateNetworks.length > 0 && { privateNetworks: [...privateNetworks] }),
  }
}

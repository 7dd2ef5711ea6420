import { createHash } from 'node:crypto'
import type { StoredImage } from './state.ts'

/** The blob that an image's manifest names as its configuration. */
export interface ImageConfig {
  readonly digest: string
  readonly text: string
}

const BUILT_BEFORE_PUSH_MS = 60_000

/** What was built, when, and with which labels. An image that was pushed with a text of its own has that one. */
export function imageConfig(image: StoredImage): ImageConfig {
  const text = image.config?.text ?? plainConfig(image)
  return { digest: `sha256:${createHash('sha256').update(text).digest('hex')}`, text }
}

function plainConfig({ digest, pushedAt, config }: StoredImage): string {
  return JSON.stringify({
    architecture: config?.architecture ?? 'amd64',
    os: 'linux',
    created: new Date(config?.createdAt ?? pushedAt - BUILT_BEFORE_PUSH_MS).toISOString(),
    config: { Cmd: ['/app'], ...(config?.labels ? { Labels: config.labels } : {}) },
    rootfs: { type: 'layers', diff_ids: [digest] },
  })
}

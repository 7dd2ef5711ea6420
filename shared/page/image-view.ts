import type { AnnouncedImage } from '../domain/announcement.ts'
import { type ContainerName, shortDigest } from '../domain/image.ts'
import { tidy } from '../notify/tidy.ts'
import { type Html, html } from './html.ts'

/** One container's image. `before` is there when it ran another one. */
export interface ImageView {
  readonly container: string
  readonly repository: string
  readonly tag?: string
  readonly digest: string
  readonly before?: { readonly tag?: string; readonly digest: string }
}

type Images = Readonly<Record<ContainerName, AnnouncedImage>>

export function imageViews(images: Images, from: Images = {}): ImageView[] {
  return Object.entries(images).map(([container, image]) => {
    const before = Object.hasOwn(from, container) ? from[container] : undefined
    const isOther = before !== undefined && before.digest !== image.digest
    return {
      container,
      repository: tidy(image.repository, 400),
      ...named(image),
      ...(isOther ? { before: named(before) } : {}),
    }
  })
}

function named({ tag, digest }: AnnouncedImage): { readonly tag?: string; readonly digest: AnnouncedImage['digest'] } {
  return { digest, ...(tag === undefined ? {} : { tag: tidy(tag, 128) }) }
}

/** `app v1.2.2 → v1.3.0 (7f5b2640fe6f)`; the container only where there are several. */
function imageLine(image: ImageView, isOneOfMany: boolean): Html {
  const { container, before } = image
  return html`<span class="image">${isOneOfMany && html`<span class="container">${tidy(container, 64)}</span> `}${
    before &&
    html`<span class="was">${tagOf(before)}</span> <span aria-hidden="true">→</span><span class="hidden">to</span> `
  }<b>${tagOf(image)}</b> <code title="${image.digest}">${shortOf(image)}</code></span>`
}

/** Containers shown of a release that has more. */
const mostShown = 4

export function imageLines(images: readonly ImageView[]): Html {
  const shown = images.slice(0, mostShown).map((image) => imageLine(image, images.length > 1))
  const more = images.length - mostShown
  return html`${shown.map((line, index) => html`${index > 0 && html`<br>`}${line}`)}${more > 0 && html`<br>and ${more} more`}`
}

function tagOf({ tag }: { readonly tag?: string }): string {
  return tag === undefined || tag === '' ? 'untagged' : tag
}

function shortOf({ digest }: ImageView): string {
  return isDigestLike(digest) ? shortDigest(digest) : digest.slice(0, 12)
}

function isDigestLike(digest: string): digest is `sha256:${string}` {
  return digest.startsWith('sha256:')
}

import type { Images } from '../answers.ts'

/** `v1.2.0 (d2c4ac695920)` where there is one container, else each with its name: `app v1.2.0 (…) + proxy stable (…)`. */
export function imagesInWords(images: Images | undefined): string {
  const all = Object.entries(images ?? {})
  return all
    .map(([container, { tag, digest }]) => {
      const image = `${tag ?? 'untagged'} (${digest.replace(/^sha256:/, '').slice(0, 12)})`
      return all.length === 1 ? image : `${container} ${image}`
    })
    .join(' + ')
}

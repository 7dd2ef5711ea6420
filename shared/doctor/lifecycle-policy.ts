import * as z from 'zod/mini'
import type { Digest, Millis } from '../domain/image.ts'
import type { StoredImage } from './facts.ts'

const dayMs = 24 * 60 * 60_000

const Rule = z.object({
  rulePriority: z.number(),
  selection: z.object({
    tagStatus: z.enum(['tagged', 'untagged', 'any']),
    tagPrefixList: z.optional(z.array(z.string())),
    tagPatternList: z.optional(z.array(z.string())),
    storageClass: z.optional(z.string()),
    countType: z.enum(['imageCountMoreThan', 'sinceImagePushed', 'sinceImagePulled']),
    countNumber: z.number(),
  }),
})
const Policy = z.object({ rules: z.array(Rule) })

type LifecycleRule = z.infer<typeof Rule>

/** An image that a rule takes away: ECR deletes it, or puts it where it cannot be pulled. */
export interface TakenAway {
  readonly digest: Digest
  /** Priority of the rule. */
  readonly rule: number
}

/**
 * What a lifecycle policy would take away if ECR evaluated it at `at`. Undefined when the policy holds what this cannot judge.
 * As ECR does: every rule is evaluated over all images; then, by priority, an image that a rule selects by its tags is left
 * alone by all later rules.
 */
export function takenAway(
  policy: string,
  images: readonly StoredImage[],
  at: Millis,
): readonly TakenAway[] | undefined {
  const parsed = z.safeParse(Policy, jsonIn(policy))
  if (!parsed.success) return undefined
  const rules = [...parsed.data.rules].sort((a, b) => a.rulePriority - b.rulePriority)
  const claimed = new Set<Digest>()
  const taken: TakenAway[] = []
  for (const rule of rules) {
    const selected = images.filter((image) => selects(rule, image))
    const surplus = new Set(surplusOf(rule, selected, at).map(({ digest }) => digest))
    for (const { digest } of selected) {
      if (claimed.has(digest)) continue
      claimed.add(digest)
      if (surplus.has(digest)) taken.push({ digest, rule: rule.rulePriority })
    }
  }
  return taken
}

function selects({ selection }: LifecycleRule, { tags, isArchived }: StoredImage): boolean {
  if (isArchived !== (selection.storageClass === 'archive')) return false
  if (selection.tagStatus === 'any') return true
  if (selection.tagStatus === 'untagged') return tags.length === 0
  const { tagPrefixList: prefixes = [], tagPatternList: patterns = [] } = selection
  return (
    tags.length > 0 &&
    prefixes.every((prefix) => tags.some((tag) => tag.startsWith(prefix))) &&
    patterns.every((pattern) => tags.some((tag) => fits(pattern, tag)))
  )
}

/** Youngest first: what comes after the count, or is older than the days. */
function surplusOf({ selection }: LifecycleRule, selected: readonly StoredImage[], at: Millis): readonly StoredImage[] {
  const { countType, countNumber } = selection
  if (countType === 'imageCountMoreThan')
    return [...selected].sort((a, b) => b.pushedAt - a.pushedAt).slice(countNumber)
  const since = ({ pushedAt, pulledAt = pushedAt }: StoredImage): Millis =>
    countType === 'sinceImagePulled' ? pulledAt : pushedAt
  return selected.filter((image) => at - since(image) > countNumber * dayMs)
}

/** Whether a tag fits a pattern in which `*` stands for anything. */
export function fits(pattern: string, tag: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(tag)
}

/** `undefined` is what is not JSON: no JSON text means it. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

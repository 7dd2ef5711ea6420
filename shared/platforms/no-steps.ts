import type { AdvanceEffect, RefusedResult } from '../domain/effect.ts'

/** The answer of a platform that leads its rollouts by itself: it never asks for a step. */
export async function noSteps(target: string, { deploymentId, stage }: AdvanceEffect): Promise<RefusedResult> {
  const message = `Target ${target} takes no steps from Longshore, yet one was decided in stage ${stage}. Please report this.`
  return { kind: 'refused', deploymentId, cause: 'invalid', message }
}

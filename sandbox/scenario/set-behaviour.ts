import type { ImageBehaviour, ImageProbe } from '../behaviour/image-behaviour.ts'
import type { RunningImages } from '../behaviour/running-images.ts'
import type { EcrControl } from '../services/ecr/ecr-service.ts'
import type { ScanPlan } from '../services/ecr/scan-plan.ts'
import type { BehaviourOfFate, ScanOfImage } from './behaviour-schema.ts'
import { milliseconds } from './duration.ts'

/** What heeds how images behave. */
export interface BehaviourHost {
  readonly runningImages: Pick<RunningImages, 'behave'>
  readonly ecr: Pick<EcrControl, 'scan'>
}

/** Lets a content behave as its fate says. */
export function setBehaviour({ runningImages, ecr }: BehaviourHost, digest: string, fate: BehaviourOfFate): void {
  runningImages.behave(digest, behaviourOf(fate))
  if (fate.scan) ecr.scan(digest, planOf(fate.scan))
}

function behaviourOf({ answers, logs, serves, probe }: BehaviourOfFate): ImageBehaviour {
  return {
    ...(answers ? { answers: [answers].flat().map(answerOf) } : {}),
    ...(logs ? { logs: [logs].flat().map(({ from, ...line }) => ({ ...since(from), ...given(line) })) } : {}),
    ...(serves
      ? { serves: [serves].flat().map(({ from, ...service }) => ({ ...since(from), ...given(service) })) }
      : {}),
    ...(probe
      ? { probe: [probe].flat().map(({ from, ...found }): ImageProbe => ({ ...since(from), ...given(found) })) }
      : {}),
  }
}

type Answer = Extract<NonNullable<BehaviourOfFate['answers']>, readonly unknown[]>[number]

function answerOf({ from, delay, ...answer }: Answer) {
  return { ...since(from), ...(delay === undefined ? {} : { delayMs: milliseconds(delay) }), ...given(answer) }
}

function planOf({ after, ...plan }: ScanOfImage): ScanPlan {
  return { ...(after === undefined ? {} : { afterMs: milliseconds(after) }), ...given(plan) }
}

function since(from: string | undefined): { fromMs?: number } {
  return from === undefined ? {} : { fromMs: milliseconds(from) }
}

/** Without the members that are not given: the simulation's own defaults hold for them. */
function given<Members extends object>(members: Members): Given<Members> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<Members>
}

type Given<Members> = { [Key in keyof Members]: Exclude<Members[Key], undefined> }

import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import { uuid } from '../../kernel/random.ts'
import type { Operation } from '../../kernel/service.ts'
import { draw } from '../ecs/timings.ts'
import { codeSha256, versionView } from './configuration-view.ts'
import { invalid, refuseDuringUpdate, refuseStaleRevision } from './conflicts.ts'
import { requireFunction } from './find-function.ts'
import type { FunctionsState, FunctionVersion, SimulatedFunction, Snapshot } from './state.ts'

/** PublishVersion: gives the newest version again when nothing changed since it was published. */
export function publishVersionOperation(state: FunctionsState): Operation {
  return (input): FunctionConfiguration => {
    const found = requireFunction(state, input['FunctionName'])
    refuseDuringUpdate(found)
    refuseStaleRevision(found.revisionId, input['RevisionId'])
    refuseOtherCode(found, input['CodeSha256'])
    return versionView(found, publishVersion(state, found, input['Description']))
  }
}

function refuseOtherCode(found: SimulatedFunction, given: unknown): void {
  const current = codeSha256(found, found.shown.code?.digest)
  if (given === undefined || given === current) return
  throw invalid(
    `CodeSHA256 (${String(given)}) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
  )
}

/** Publishes what `$LATEST` runs. The version is pending for some seconds. */
export function publishVersion(state: FunctionsState, found: SimulatedFunction, description?: string): FunctionVersion {
  const newest = newestVersion(found)
  if (newest !== undefined && isSame(newest, found.serving)) return newest
  const version = addVersion(state, found, found.serving, description)
  const seconds = draw(state.random, found.timings.publish)
  state.world.clock.after(seconds * 1000, `${found.name}:${version.number} becomes active`, () => {
    version.lifecycle = { state: 'Active' }
  })
  return version
}

/** Adds a pending version of a snapshot; whoever adds it makes it active. */
export function addVersion(
  state: FunctionsState,
  found: SimulatedFunction,
  snapshot: Snapshot,
  description?: string,
): FunctionVersion {
  const version: FunctionVersion = {
    ...snapshot,
    number: String(found.nextVersion),
    publishedAt: state.world.clock.now(),
    description: description ?? snapshot.settings.description,
    revisionId: uuid(state.random),
    lifecycle: { state: 'Pending', reason: 'The function is being created.', code: 'Creating' },
  }
  found.nextVersion += 1
  found.versions.set(version.number, version)
  return version
}

function newestVersion(found: SimulatedFunction): FunctionVersion | undefined {
  return [...found.versions.values()].at(-1)
}

function isSame(version: Snapshot, latest: Snapshot): boolean {
  return version.code?.digest === latest.code?.digest && version.settings === latest.settings
}

import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import type { Operation } from '../../kernel/service.ts'
import { codeSha256, latestView, versionView } from './configuration-view.ts'
import { refuseDuringUpdate, refuseStaleRevision } from './conflicts.ts'
import { requireFunction } from './find-function.ts'
import { addVersion } from './publish-version.ts'
import { refuseOtherPackage, resolveSourceImage } from './source-image.ts'
import type { FunctionSettings, FunctionsState, FunctionVersion, SimulatedFunction, Snapshot } from './state.ts'
import { startUpdate } from './update-function.ts'

/** UpdateFunctionCode of an image function; `DryRun` checks everything and changes nothing. */
export function updateFunctionCode(state: FunctionsState): Operation {
  return (input): FunctionConfiguration => {
    const found = requireFunction(state, input['FunctionName'])
    const { ImageUri: imageUri, Architectures: architectures = [], DryRun: dryRun, Publish: publish } = input
    refuseStaleRevision(found.revisionId, input['RevisionId'])
    refuseDuringUpdate(found)
    refuseOtherPackage(found, imageUri)
    const code = resolveSourceImage(state, imageUri)
    const [architecture = found.serving.settings.architecture] = architectures
    const next = { code, settings: changed(found.serving.settings, { architecture }) }
    if (dryRun === true) return { ...latestView(found), CodeSha256: codeSha256(found, code.digest) }
    return changeCode(state, found, next, publish === true)
  }
}

function changeCode(state: FunctionsState, found: SimulatedFunction, next: Snapshot, publish: boolean) {
  const published: FunctionVersion | undefined = publish ? addVersion(state, found, next) : undefined
  startUpdate(state, found, next, published)
  return published === undefined ? latestView(found) : versionView(found, published)
}

/** UpdateFunctionConfiguration: enough for what else people change, with the same conflicts as new code. */
export function updateFunctionConfiguration(state: FunctionsState): Operation {
  return (input): FunctionConfiguration => {
    const found = requireFunction(state, input['FunctionName'])
    refuseStaleRevision(found.revisionId, input['RevisionId'])
    refuseDuringUpdate(found)
    const wanted = {
      role: input['Role'],
      timeoutSeconds: input['Timeout'],
      memorySize: input['MemorySize'],
      description: input['Description'],
      environment: input['Environment']?.Variables,
    }
    startUpdate(state, found, { ...found.serving, settings: changed(found.serving.settings, wanted) })
    return latestView(found)
  }
}

// The same object when nothing differs: that is how publishing sees that nothing changed.
function changed(settings: FunctionSettings, wanted: Partial<Record<keyof FunctionSettings, unknown>>) {
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  const next = { ...settings, ...given }
  return JSON.stringify(next) === JSON.stringify(settings) ? settings : next
}

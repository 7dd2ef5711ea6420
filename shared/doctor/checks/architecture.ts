import type { Facts } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { wantedImages } from '../wanted-images.ts'
import { definitionOf, eachTarget, type Looked, thingOf } from './by-target.ts'

/** What ECS and Lambda call processors, as images do. */
const names: Readonly<Record<string, string>> = { X86_64: 'amd64', ARM64: 'arm64', x86_64: 'amd64', arm64: 'arm64' }

/** The newest images were built for the processor that will run them. */
export function architecturesFit(facts: Facts): Finding[] {
  return eachTarget(facts, (looked) => {
    const processor = processorOf(looked)
    if (processor === undefined) return []
    const wanted = wantedImages(looked.config.policy, facts.records[looked.name], looked.sight)
    return wanted.flatMap(({ container, image, reference }): Finding[] => {
      const seen = facts.architectures[reference]
      if (seen?.kind !== 'seen' || seen.value.length === 0 || seen.value.includes(processor)) return []
      return [
        {
          ...{ check: 'architecture', severity: 'error', target: looked.name },
          what: `The image ${image} of ${container} was built for ${seen.value.join(' and ')}, but the ${thingOf(looked.config)} runs on ${processor}.`,
          why: 'Its processes cannot start there (exec format error).',
          mend: `Build it for linux/${processor}, or change ${looked.sight.kind === 'lambda' ? "the function's architectures" : 'cpuArchitecture of the runtimePlatform of the task definition'}.`,
        },
      ]
    })
  })
}

/** Undefined where it is not said: instances of ECS and Docker hosts are what they are. */
function processorOf(looked: Looked): string | undefined {
  const { sight } = looked
  if (sight.kind === 'lambda')
    return sight.function.kind === 'seen' ? names[sight.function.value.architecture] : undefined
  const definition = definitionOf(looked)
  if (!definition) return undefined
  if (definition.architecture !== undefined) return names[definition.architecture]
  return definition.runsOnFargate ? 'amd64' : undefined
}

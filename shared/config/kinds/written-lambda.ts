import { parseDuration } from '../duration.ts'
import type { LambdaTarget, Shift } from '../normalised.ts'
import { imageContainer } from './image-container.ts'
import type { LambdaFile } from './lambda-file.ts'
import type { WrittenTarget } from './written-target.ts'

export function writtenLambda(lambda: LambdaFile): WrittenTarget {
  const { function: name, alias, repository, tags } = lambda
  return {
    key: 'lambda',
    resource: `function ${name}:${alias ?? '$LATEST'}`,
    turn: `function ${name}`,
    called: alias === undefined ? `the function ${name}` : `the alias ${alias} of function ${name}`,
    resourcePath: ['lambda', alias === undefined ? 'function' : 'alias'],
    containers: { [imageContainer]: { repository, tags } },
    containerPath: () => ['lambda'],
    place: () => ({ kind: 'lambda', lambda: lambdaTarget(lambda) }),
  }
}

function lambdaTarget({ function: name, alias, shift }: LambdaFile): LambdaTarget {
  return { function: name, ...(alias === undefined ? {} : { alias }), shift: shiftOf(shift) }
}

function shiftOf(shift: LambdaFile['shift']): Shift {
  if (shift?.canary !== undefined)
    return { kind: 'canary', percent: Number.parseInt(shift.canary, 10), forMs: parseDuration(shift.for ?? '') ?? 0 }
  if (shift?.linear !== undefined)
    return {
      kind: 'linear',
      percent: Number.parseInt(shift.linear, 10),
      everyMs: parseDuration(shift.every ?? '') ?? 0,
    }
  return { kind: 'all-at-once' }
}

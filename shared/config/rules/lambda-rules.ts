import { placeName } from '../normalise-place.ts'
import { forEachTarget, homeOf, type Rule } from './rule.ts'

/** What is deployed to `$LATEST` would be published under the feet of the aliases, and the other way round. */
export const latestOrAliases: Rule = forEachTarget((name, { lambda, ...target }, { file, lock }) => {
  if (!lambda || lambda.alias !== undefined) return []
  const home = homeOf({ file, lock })
  const place = placeName(target, home)
  const [other] = Object.entries(file.targets).flatMap(([other, written]) =>
    written.lambda?.function === lambda.function &&
    written.lambda.alias !== undefined &&
    placeName(written, home) === place
      ? [other]
      : [],
  )
  if (other === undefined) return []
  return [
    {
      rule: 'latest-or-aliases',
      path: ['targets', name, 'lambda', 'function'],
      what: `Target ${name} deploys to $LATEST of function ${lambda.function}, of which target ${other} is an alias.`,
      why: 'Each would change what the other one publishes.',
      mend: `Give ${name} an alias too, or remove it.`,
    },
  ]
})

/** Only an alias can share traffic. */
export const shiftNeedsAlias: Rule = forEachTarget((name, { lambda }) => {
  if (!lambda?.shift || lambda.alias !== undefined) return []
  return [
    {
      rule: 'shift-needs-alias',
      path: ['targets', name, 'lambda', 'shift'],
      what: `Target ${name} has a shift, but no alias.`,
      why: '$LATEST is replaced at once: only an alias can share traffic between two versions.',
      mend: 'Add alias: NAME, or remove shift.',
    },
  ]
})

/** A function is given a digest in any case: there is nothing to force. */
export const functionsTakeNoForce: Rule = forEachTarget((name, { lambda, mode }, { file }) => {
  if (!lambda || (mode ?? file.defaults?.mode) !== 'force') return []
  return [
    {
      rule: 'functions-take-no-force',
      path: ['targets', name, ...(mode === undefined ? ['lambda'] : ['mode'])],
      what: `Target ${name} is a Lambda function and has mode force.`,
      why: 'Lambda resolves a tag once, when it is told to: there is nothing to be resolved again.',
      mend: 'Write mode: revision.',
    },
  ]
})

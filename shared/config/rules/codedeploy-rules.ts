import { forEachTarget, type Rule } from './rule.ts'

/** CodeDeploy is told which task definition to run: it has no way to resolve a tag anew. */
export const codeDeployTakesNoForce: Rule = forEachTarget((name, { ecs, mode }, { file }) => {
  if (!ecs?.codeDeploy || (mode ?? file.defaults?.mode) !== 'force') return []
  return [
    {
      rule: 'codedeploy-takes-no-force',
      path: ['targets', name, mode === undefined ? 'ecs' : 'mode'],
      what: `Target ${name} has mode force, but CodeDeploy deploys to it.`,
      why: 'CodeDeploy is told which task definition to run; it resolves no tag anew.',
      mend: 'Use mode revision.',
    },
  ]
})

import { parseRepositoryUri } from '../../config/aws-names.ts'
import type { Facts, TargetSight } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { definitionOf, eachTarget, type Looked, listed, thingOf } from './by-target.ts'

const takeOut = 'take the target out of longshore.yml and deploy Longshore again'

/** The service, function, rule or schedule of a target is there. */
export function thingExists(facts: Facts): Finding[] {
  return eachTarget(facts, ({ name, config, sight }) => {
    if (thingIn(sight)?.kind !== 'gone') return []
    return [
      {
        ...{ check: nameOfThing[sight.kind], severity: 'error', target: name },
        what: `There is no ${thingOf(config)}.`,
        why: 'Nothing can be deployed to it: what is pushed waits, and Longshore reports trouble.',
        mend: `Create it, or ${takeOut}.`,
      },
    ]
  })
}

const nameOfThing = {
  ecs: 'service',
  codedeploy: 'service',
  lambda: 'function',
  'docker-host': 'hosts',
  'scheduled-task': 'schedule',
} as const

function thingIn(sight: TargetSight): { readonly kind: string } | undefined {
  if (sight.kind === 'ecs' || sight.kind === 'codedeploy') return sight.service
  if (sight.kind === 'lambda') return sight.function
  return sight.kind === 'scheduled-task' ? sight.runner : undefined
}

/** The alias of a function is there, and points at a published version. */
export function aliasExists(facts: Facts): Finding[] {
  return eachTarget(facts, ({ name, config, sight }) => {
    if (config.kind !== 'lambda' || sight.kind !== 'lambda' || sight.alias?.kind !== 'gone') return []
    const { function: called, alias } = config.lambda
    return [
      {
        ...{ check: 'alias', severity: 'error', target: name },
        what: `The function ${called} has no alias ${alias} that points at a published version.`,
        why: 'Traffic is moved by that alias: without it nothing can be deployed.',
        mend: 'Publish a version and point the alias at it, or correct alias in longshore.yml.',
      },
    ]
  })
}

/** A function runs a container image. */
export function functionRunsImage(facts: Facts): Finding[] {
  return eachTarget(facts, ({ name, config, sight }) => {
    if (sight.kind !== 'lambda' || sight.function.kind !== 'seen' || sight.function.value.runsImage) return []
    return [
      {
        ...{ check: 'function', severity: 'error', target: name },
        what: `The ${thingOf(config)} runs a zip file, no container image.`,
        why: 'The package type of a function cannot be changed: images cannot be deployed to it.',
        mend: `Create the function anew with the package type Image, or ${takeOut}.`,
      },
    ]
  })
}

/** The deployment group of CodeDeploy is there. */
export function groupExists(facts: Facts): Finding[] {
  return eachTarget(facts, ({ name, config, sight }) => {
    if (config.kind !== 'codedeploy' || sight.kind !== 'codedeploy' || sight.group?.kind !== 'gone') return []
    const { application, group } = config.codedeploy
    return [
      {
        ...{ check: 'deployment-group', severity: 'error', target: name },
        what: `CodeDeploy has no deployment group ${group} in application ${application}.`,
        why: 'Every deployment to the service goes through it.',
        mend: 'Create it, or correct codeDeploy in longshore.yml and deploy Longshore again.',
      },
    ]
  })
}

/** The containers of a target are in its task definition. */
export function containersExist(facts: Facts): Finding[] {
  return eachTarget(facts, (looked) => {
    const definition = definitionOf(looked)
    if (!definition) return []
    const missing = Object.keys(looked.config.policy.containers).filter((name) => !(name in definition.images))
    if (missing.length === 0) return []
    return [
      {
        ...{ check: 'container', severity: 'error', target: looked.name },
        what: `The task definition ${definition.family} has no container ${missing.join(', ')}; it has ${listed(Object.keys(definition.images))}.`,
        why: 'An image without its container cannot be deployed.',
        mend: 'Correct containers of the target in longshore.yml and deploy Longshore again, or add the container.',
      },
    ]
  })
}

/** The followed repositories are there: one finding for each, whoever follows it. */
export function repositoriesExist(facts: Facts): Finding[] {
  return Object.entries(facts.repositories).flatMap(([uri, seen]): Finding[] => {
    if (seen.kind !== 'gone') return []
    const followers = followersOf(facts, uri)
    return [
      {
        ...{ check: 'repository', severity: 'error', ...oneTarget(followers) },
        what: `There is no repository ${parseRepositoryUri(uri)?.name ?? uri}, which ${listed(followers)} ${followers.length === 1 ? 'follows' : 'follow'}.`,
        why: 'Nothing can be pushed to it, so that nothing is ever deployed.',
        mend: 'Create it in ECR, or correct repository in longshore.yml and deploy Longshore again.',
      },
    ]
  })
}

/** Targets that follow a repository. */
export function followersOf({ config }: Facts, uri: string): string[] {
  return Object.entries(config.targets).flatMap(([name, { policy }]) =>
    Object.values(policy.containers).some(({ repository }) => repository === uri) ? [name] : [],
  )
}

/** A finding belongs to a target if it concerns no other. */
export function oneTarget(names: readonly string[]): { target?: string } {
  const [first] = names
  return names.length === 1 && first !== undefined ? { target: first } : {}
}

/** Docker hosts are found, run, and SSM hears of them. */
export function hostsAreThere(facts: Facts): Finding[] {
  return eachTarget(facts, (looked) => {
    if (looked.sight.kind !== 'docker-host' || looked.sight.hosts.kind !== 'seen') return []
    const running = looked.sight.hosts.value.filter(({ state }) => state === 'running')
    return running.length === 0 ? [noHost(looked)] : deafHosts(looked, running)
  })
}

function noHost({ name, config }: Looked): Finding {
  return {
    ...{ check: 'hosts', severity: 'error', target: name },
    what: `There are no running ${thingOf(config)}.`,
    why: 'What is pushed has nowhere to go.',
    mend: 'Start or tag the instances, or correct instances in longshore.yml and deploy Longshore again.',
  }
}

function deafHosts({ name }: Looked, hosts: readonly { readonly trouble?: string }[]): Finding[] {
  const troubles = hosts.flatMap(({ trouble }) => trouble ?? [])
  if (troubles.length === 0) return []
  return [
    {
      ...{ check: 'agent', severity: 'error', target: name },
      what: `SSM does not reach ${troubles.length} of ${hosts.length} hosts.`,
      why: 'Commands to them are not carried out: a deployment to the target fails there.',
      mend: `${listed(troubles, 3)}.`.replace(/^the /, 'The '),
    },
  ]
}

import type { ExpectedGithub } from '../github-schema.ts'
import type { ReportedGithub } from '../github-story.ts'
import type { ScenarioReport } from '../scenario-report.ts'
import { differs, type Failure, lacks } from './failure.ts'

/** Exactly these deployments in this order, each with exactly these statuses. */
export function judgeGithub(expected: ExpectedGithub | undefined, { github }: ScenarioReport): Failure[] {
  if (!expected) return []
  const path = 'expect.github'
  const count = differs(`${path}.length`, expected.length, github.length).map((failure) => ({
    ...failure,
    message: `${failure.message}: ${github.map(shown).join('; ')}`,
  }))
  return [
    ...count,
    ...expected.flatMap((wanted, index) => {
      const actual = github[index]
      return actual ? judgeOne(`${path}[${index}]`, wanted, actual) : []
    }),
  ]
}

function judgeOne(path: string, wanted: ExpectedGithub[number], actual: ReportedGithub): Failure[] {
  const { repository, environment, commit, statuses, description } = wanted
  return [
    ...differs(`${path}.repository`, repository, actual.repository),
    ...differs(`${path}.environment`, environment, actual.environment),
    ...differs(`${path}.commit`, commit, actual.commit),
    ...differs(`${path}.statuses`, statuses.join(', '), actual.statuses.map(({ state }) => state).join(', ')),
    ...lacks(`${path}.description`, description, actual.statuses.map((status) => status.description).join('\n')),
  ]
}

function shown({ repository, environment, commit, statuses }: ReportedGithub): string {
  return `${repository}@${commit} in ${environment} ${statuses.map(({ state }) => state).join(', ')}`
}

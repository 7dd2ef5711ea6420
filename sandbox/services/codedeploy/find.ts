import { AwsError } from '../../kernel/service.ts'
import type { Application, CodeDeployState, Deployment, Group } from './state.ts'

type Input = Readonly<Record<string, unknown>>

/** @throws AwsError ApplicationNameRequiredException, ApplicationDoesNotExistException */
export function requireApplication({ applications }: CodeDeployState, name: unknown): Application {
  if (!name) throw new AwsError('ApplicationNameRequiredException', 'The application name was not specified')
  const found = applications.get(String(name))
  if (found) return found
  throw new AwsError('ApplicationDoesNotExistException', `No application found for name: ${name}`)
}

/** The group that `applicationName` and `deploymentGroupName` name. @throws AwsError as AWS does */
export function requireGroup(state: CodeDeployState, input: Input): Group {
  const application = requireApplication(state, input['applicationName'])
  const name = input['deploymentGroupName']
  if (!name) throw new AwsError('DeploymentGroupNameRequiredException', 'The deployment group name was not specified')
  const found = application.groups.get(String(name))
  if (found) return found
  throw new AwsError('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`)
}

/** @throws AwsError DeploymentIdRequiredException, InvalidDeploymentIdException, DeploymentDoesNotExistException */
export function requireDeployment({ deployments }: CodeDeployState, id: unknown): Deployment {
  const wanted = wellFormed(id)
  const found = deployments.get(wanted)
  if (found) return found
  throw new AwsError('DeploymentDoesNotExistException', `The deployment ${wanted} could not be found`)
}

/** @throws AwsError DeploymentIdRequiredException, InvalidDeploymentIdException */
export function wellFormed(id: unknown): string {
  if (!id) throw new AwsError('DeploymentIdRequiredException', 'At least one deployment ID must be specified')
  if (typeof id === 'string' && /^d-[A-Z0-9]{9}$/.test(id)) return id
  throw new AwsError('InvalidDeploymentIdException', `Specified DeploymentId is not in the valid format: ${id}`)
}

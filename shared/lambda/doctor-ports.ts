import kinds from 'longshore:doctor'
import { atPlaces } from 'longshore:places'
import type { ClientPlace } from '../aws/client-settings.ts'
import {
  cloudWatchClient,
  ecrSettingsClient,
  iamClient,
  rulesClient,
  secretsClient,
  ssmClient,
  topicClient,
} from '../aws/clients.ts'
import { secretValues } from '../aws/secret-values.ts'
import type { DoctorPorts } from '../commands/doctor.ts'
import { functionKeysOf } from '../config/derive/function-key.ts'
import type { DoctorClients } from '../doctor/read/doctor-clients.ts'
import { type FactSources, type PlaceSource, readFacts } from '../doctor/read/read-facts.ts'
import { sendTest } from '../doctor/send-test.ts'
import { configuration as config } from './configuration.ts'
import { environment } from './environment.ts'
import { recordStore } from './look-ports.ts'
import { systemClock as clock } from './system-clock.ts'

export function doctorPorts(): DoctorPorts {
  const topicArn = environment('LONGSHORE_TOPIC_ARN')
  const roles = rolesIn(environment('LONGSHORE_ROLES'))
  const secrets = secretValues({ ssm: ssmClient, secrets: secretsClient, clock })
  const sources = { config, clock, secrets, topicArn, roles, records: recordStore(), places: places() }
  return {
    readFacts: (sent) => readFacts(sources, sent),
    sendTest: (by) => sendTest({ config, secrets, topicArn, topic: topicClient, now: clock.now }, by),
  }
}

function places(): FactSources['places'] {
  const placed = atPlaces((own, at): PlaceSource => ({ config: own, clients: clientsAt(at) }))
  const home = placed(undefined)
  const others = new Set(Object.keys(config.targets).map((target) => placed(target)))
  others.delete(home)
  return [home, ...others]
}

/** As the template writes them: those of all functions but this one, in their order. */
function rolesIn(text: string) {
  const arns = text.split(' ')
  const keys = functionKeysOf(config).filter((key) => key !== 'doctor')
  return Object.fromEntries(keys.flatMap((key, index) => (arns[index] ? [[key, arns[index]]] : [])))
}

function clientsAt(at: ClientPlace | undefined): DoctorClients {
  return {
    ...{ ecs: nobody, lambda: nobody, codedeploy: nobody, ec2: nobody, commands: nobody, events: nobody },
    ...{ scheduler: nobody, cloudwatch: () => cloudWatchClient(at) },
    ...{ rules: rulesClient, topic: topicClient, iam: iamClient, ecr: ecrSettingsClient },
    ...Object.assign({}, ...kinds.map((clients) => clients(at))),
  }
}

/** A kind that the configuration does not have is not asked about. */
async function nobody(): Promise<never> {
  throw new Error('Doctor was packaged for a configuration without targets of this kind. Deploy Longshore again.')
}

import { EC2Client } from '@aws-sdk/client-ec2'
import {
  type CommandInvocation,
  ListCommandInvocationsCommand,
  SendCommandCommand,
  type SendCommandCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm'
import { createHosts, type HostsControl } from '../../../sandbox/hosts/hosts-control.ts'
import type { BusEvent } from '../../../sandbox/kernel/service.ts'
import { type Kernel, startKernel } from '../../../sandbox/kernel/start-kernel.ts'
import { ec2Service } from '../../../sandbox/services/ec2/ec2-service.ts'
import { type EcrControl, ecrService } from '../../../sandbox/services/ecr/ecr-service.ts'
import { ssmService } from '../../../sandbox/services/ssm/ssm-service.ts'
import { clientOptions } from '../kernel/client-options.ts'

/** Hosts, their SSM and EC2 behind a server, with real clients. */
export interface HostsWorld {
  readonly kernel: Kernel
  readonly hosts: HostsControl
  readonly ecr: EcrControl
  readonly ssm: SSMClient
  readonly ec2: EC2Client
  readonly events: readonly BusEvent[]
  readonly later: (seconds: number) => Promise<void>
  /** Sends shell lines to hosts by name. @returns the command's id */
  readonly send: (
    names: readonly string[],
    lines: readonly string[],
    input?: Partial<SendCommandCommandInput>,
  ) => Promise<string>
  readonly invocations: (id: string) => Promise<readonly CommandInvocation[]>
  readonly stop: () => Promise<void>
}

export async function serveHosts(): Promise<HostsWorld> {
  const kernel = await startKernel()
  const ecr = ecrService(kernel.world)
  const { hosts, control, close } = createHosts(kernel.world, ecr.control.pullable)
  for (const service of [ecr.service, ssmService(kernel.world, hosts).service, ec2Service(kernel.world, hosts)])
    kernel.register(service)
  const events: BusEvent[] = []
  kernel.connectBus((event) => void events.push(event))
  const options = { ...clientOptions(kernel.endpoint), maxAttempts: 1 }
  const ssm = new SSMClient(options)
  const ec2 = new EC2Client(options)
  return {
    kernel,
    hosts: control,
    ecr: ecr.control,
    ssm,
    ec2,
    events,
    later: (seconds) => kernel.clock.runUntil(kernel.clock.now() + seconds * 1000),
    async send(names, lines, input = {}) {
      const { Command } = await ssm.send(
        new SendCommandCommand({
          DocumentName: 'AWS-RunShellScript',
          InstanceIds: names.map((name) => control.read(name).instanceId),
          Parameters: { commands: [...lines] },
          ...input,
        }),
      )
      return Command?.CommandId ?? ''
    },
    async invocations(id) {
      const listed = await ssm.send(new ListCommandInvocationsCommand({ CommandId: id, Details: true }))
      return listed.CommandInvocations ?? []
    },
    async stop() {
      ssm.destroy()
      ec2.destroy()
      await kernel.stop()
      close()
    },
  }
}

import { stringify } from 'yaml'
import { accountTemplate } from '../../config/derive/account-template.ts'
import type { AccountRegion } from '../../config/places.ts'
import { requireConfig } from '../../config/read-config-files.ts'
import type { Command } from '../command.ts'
import { done } from '../exit-code.ts'
import { CalledWrongly } from '../refusals.ts'

export const accountTemplateCommand: Command = {
  name: 'account-template',
  summary: 'Prints what another account or region needs, as a template for CloudFormation',
  details:
    'The role that Longshore takes on there, with exactly the rights that its targets take, and rules that pass events on to the ' +
    'stack. --region says which region of the account; that of the stack when left out. Asks nobody: docs/accounts.md.',
  arguments: [{ name: 'account', about: 'twelve digits' }],
  examples: [{ does: 'What account 222222222222 needs', line: 'longshore account-template 222222222222' }],
  async run(given, { files, stage, region, json, terminal }) {
    const account = requireAccount(given.argument('account'))
    const { config } = requireConfig(files, stage)
    const place = { account, region: region ?? config.region }
    const template = accountTemplate(config, place)
    terminal.print(
      json
        ? JSON.stringify(template)
        : `${heading(config.stack, place)}${stringify(template, { lineWidth: 0, version: '1.1' })}`.trimEnd(),
    )
    return done
  },
}

function requireAccount(account: string): string {
  if (/^\d{12}$/.test(account)) return account
  throw new CalledWrongly(`An account has twelve digits, unlike "${account}". See longshore account-template --help.`)
}

function heading(stack: string, { account, region }: AccountRegion): string {
  return [
    `# For account ${account}, ${region}. With credentials of that account:`,
    `#   aws cloudformation deploy --region ${region} --stack-name ${stack}-account --capabilities CAPABILITY_NAMED_IAM --template-file FILE`,
    '# Print and deploy it again whenever targets there come or go.',
    '',
  ].join('\n')
}

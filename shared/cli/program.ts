import { Command as Commander, Option as CommanderOption, InvalidArgumentError } from 'commander'
import { configFiles } from '../config/read-config-files.ts'
import type { Command, Option } from './command.ts'
import type { Context } from './context.ts'
import { given } from './given.ts'
import { helpAfter } from './help-after.ts'
import { type PlaceGiven, requireFile, requireRegion, requireStage, sameOptions } from './place-given.ts'
import type { Tools } from './tools.ts'

/** Where help is wrapped when nobody looks. */
const widthOfPaper = 100

/** The command line of these commands. Each that is run hands its exit code to `end`. */
export function programOf(commands: readonly Command[], tools: Tools, end: (code: number) => void): Commander {
  const program = settings(new Commander('longshore'), tools)
  for (const command of commands) add(program, command, tools, end)
  return program
}

function settings(program: Commander, { terminal }: Tools): Commander {
  const width = () => terminal.width ?? widthOfPaper
  return program
    .description('Deploys what you push. Every command says more about itself: longshore <command> --help')
    .usage('<command> [options]')
    .helpCommand(false)
    .helpOption('-h, --help', 'this')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (each) => each.name() })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.complain(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: ./, (start) => start.slice(-1).toUpperCase())),
      getOutHelpWidth: width,
      getErrHelpWidth: width,
    })
    .showHelpAfterError('See longshore --help.')
    .option(
      '--config <file>',
      'the configuration; its lock file lies beside it (default: $LONGSHORE_CONFIG, else longshore.yml)',
    )
    .option('--stage <stage>', 'of the stack that is asked', 'dev')
    .option('--region <region>', 'where the stack is asked instead of where the configuration says')
    .option('--json', 'for machines: one JSON document and nothing else on the output')
    .option('--debug', 'with an error also where in the code it arose')
    .exitOverride()
}

function add(program: Commander, command: Command, tools: Tools, end: (code: number) => void): void {
  const sub = program
    .command(command.name)
    .summary(command.summary)
    .description(`${command.summary}.${command.details === undefined ? '' : ` ${command.details}`}`)
    .showHelpAfterError(`See longshore ${command.name} --help.`)
    .addHelpText('after', helpAfter(command))
  for (const { name, about, optional } of command.arguments ?? [])
    sub.argument(optional ? `[${name}]` : `<${name}>`, about)
  for (const option of command.options ?? []) sub.addOption(optionOf(option))
  sub.action(async () => {
    const asked = given(command, sub.args, sub.opts())
    end(await command.run(asked, contextOf(program, tools)))
  })
}

function optionOf({ flag, about, isCount }: Option): CommanderOption {
  const option = new CommanderOption(flag, about)
  return isCount ? option.argParser(countOf) : option
}

function countOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It takes a whole number from 1 on.')
}

function contextOf(program: Commander, tools: Tools): Context {
  const { config, stage, region, json = false } = program.opts<Global>()
  const environment = config === undefined ? tools.environment : { LONGSHORE_CONFIG: config }
  const files = configFiles(tools.folder, environment)
  requireFile(files.path)
  requireStage(stage)
  if (region !== undefined) requireRegion(region)
  const samePlace = sameOptions(program.opts<Global>())
  return { ...tools, files, stage, json, samePlace, ...(region === undefined ? {} : { region }) }
}

interface Global extends PlaceGiven {
  readonly json?: true
}

/** The script that Docker hosts are driven by: the files of shared/platforms/docker-host/host one after another, in the order of their names. */
declare module 'longshore:host-script' {
  const script: string
  export default script
}

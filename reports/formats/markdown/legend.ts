/** The words of the report, before they are used. */
export const LEGEND = `**works**: no required and no optional criterion fails, except by a product limitation, which no setting changes · **degraded**: only optional criteria fail · **broken**: a required criterion fails · **refused**: the proxy rejects the configuration. Each profile links to its page: findings with their evidence, measurements beside the control, traces. \`index.html\` shows the same in a browser.

<details><summary>More terms, and what a pass does not mean</summary>

- **required**: a stream is unusable without it. **optional** (\`optimal\` in report.json): a failure is a warning. **informative**: a measurement, not a verdict.
- **control**: the same scenario without a proxy, on the same machine. **not applicable**: another finding makes the criterion meaningless. **inconclusive** (class \`noisy\`): the machine or the control does not allow a verdict.
- **✗** marks a failure; **→** marks the facts that are the evidence of a finding. Times are milliseconds since the start of the test case, on one clock for client and origin.
- A pass means that this configuration, on this build, behaved so in this run on one machine. It says nothing about other versions or modules, load that was not tested, networks between the hops, or timeouts that were taken from the configuration and not measured.

</details>`

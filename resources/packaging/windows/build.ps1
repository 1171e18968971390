# Never run: written and looked at on Linux. It makes the installer of @NAME@ @VERSION@ on Windows 10 or later, 64 bits.
#
#   powershell -ExecutionPolicy Bypass -File build.ps1 [-Certificate THUMBPRINT] [-Timestamp URL]
#
# Wanted: Python 3.11 to 3.13 (python.org, 64 bits), NSIS 3.08 or later (makensis on the PATH), and for a signature
# signtool of the Windows SDK with a code-signing certificate in the machine's store.
param(
    [string]$Certificate = "",
    [string]$Timestamp = "http://timestamp.digicert.com"
)
$ErrorActionPreference = "Stop"
$root = Resolve-Path "$PSScriptRoot\..\.."
Set-Location $root

function Invoke-Checked([string]$program, [string[]]$words) {
    & $program @words
    if ($LASTEXITCODE -ne 0) { throw "$program ended with $LASTEXITCODE" }
}

# The environment, every package by its hash
if (-not (Test-Path ".venv\Scripts\python.exe")) { Invoke-Checked "py" @("-3", "-m", "venv", ".venv") }
$python = ".venv\Scripts\python.exe"
Invoke-Checked $python @("-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "--no-deps",
    "-r", "resources\packaging\requirements-dev.txt")

# The same for the same commit
$env:SOURCE_DATE_EPOCH = (git log -1 --format=%ct)
$env:PYTHONHASHSEED = "0"
Invoke-Checked $python @("build_installer.py", "freeze")
$frozen = "dist\@NAME@"
foreach ($program in @(@PROGRAMS_PS@)) {
    Copy-Item "$frozen\@NAME@.exe" "$frozen\$program.exe"
}
Remove-Item "$frozen\@NAME@.exe"
Copy-Item "dist\windows\readers.inf" $frozen

function Add-Signature([string[]]$files) {
    if ($Certificate -eq "") { Write-Warning "not signed: SmartScreen will warn"; return }
    Invoke-Checked "signtool" (@("sign", "/sha1", $Certificate, "/fd", "SHA256", "/tr", $Timestamp, "/td", "SHA256") + $files)
}
Add-Signature (Get-ChildItem $frozen -Filter *.exe | ForEach-Object FullName)
Invoke-Checked "makensis" @("/V2", "/DFROZEN=$root\$frozen", "/DOUT=$root\dist\@NAME@-@VERSION@-setup.exe",
    "dist\windows\installer.nsi")
Add-Signature @("$root\dist\@NAME@-@VERSION@-setup.exe")
Get-FileHash "dist\@NAME@-@VERSION@-setup.exe" -Algorithm SHA256

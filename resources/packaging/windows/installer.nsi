; Never run: written on Linux, where makensis compiles it. Installs @NAME@ @VERSION@ for every account of a machine.
Unicode true
!include LogicLib.nsh
!include x64.nsh
!ifndef FROZEN
  !error "FROZEN: the folder that the freezer made"
!endif
!ifndef OUT
  !error "OUT: the installer to be written"
!endif
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\@NAME@"

Name "Biometric Station @VERSION@"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\Biometric Station"
RequestExecutionLevel admin
SetCompressor /SOLID lzma
ShowInstDetails show
Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "64 bits are needed."
    Abort
  ${EndIf}
  SetShellVarContext all
  SetRegView 64
FunctionEnd

Function un.onInit
  SetShellVarContext all
  SetRegView 64
FunctionEnd

Section "Biometric Station"
  ; The version that is there copies its records first; where it cannot, nothing is exchanged.
  ${If} ${FileExists} "$INSTDIR\station-admin.exe"
  ${AndIf} ${FileExists} "$APPDATA\biometric-station\data\keys\station.keys.json"
    nsExec::ExecToLog '"$INSTDIR\station-admin.exe" --config "$APPDATA\biometric-station\station.toml" upgrade begin'
    Pop $0
    ${If} $0 != 0
      MessageBox MB_ICONSTOP "No copy of the records could be made. Close the window of the station and give its passphrase as a credential."
      Abort
    ${EndIf}
    RMDir /r "$INSTDIR\lib"
  ${EndIf}
  SetOutPath "$INSTDIR"
  File /r "${FROZEN}\*.*"

  ; Records, keys and settings: the system's and the administrators', and the counter's group that the technician fills
  CreateDirectory "$APPDATA\biometric-station\data"
  CreateDirectory "$APPDATA\biometric-station\credentials"
  nsExec::ExecToLog 'net localgroup "Biometric Station" /add /comment:"Who may open the counter"'
  Pop $0 ; 2 where the group is there already
  nsExec::ExecToLog 'icacls "$APPDATA\biometric-station" /inheritance:r /grant *S-1-5-18:(OI)(CI)F /grant *S-1-5-32-544:(OI)(CI)F /grant "Biometric Station:(OI)(CI)M"'
  Pop $0
  ${If} $0 != 0
    MessageBox MB_ICONSTOP "The folder of the records could not be protected."
    Abort
  ${EndIf}
  ${IfNot} ${FileExists} "$APPDATA\biometric-station\station.toml"
    FileOpen $1 "$APPDATA\biometric-station\station.toml" w
    FileWrite $1 'mode = "production"$\r$\nstation = ""$\r$\ndata = "C:/ProgramData/biometric-station/data"$\r$\n'
    FileClose $1
  ${EndIf}

  CreateShortcut "$SMPROGRAMS\Biometric Station.lnk" "$INSTDIR\station.exe" 'run --config "$APPDATA\biometric-station\station.toml"'
  ; What waits goes to central every five minutes while no window is open
  nsExec::ExecToLog 'schtasks /create /f /tn "Biometric Station sync" /sc minute /mo 5 /ru SYSTEM /tr "\"$INSTDIR\station-admin.exe\" --config \"$APPDATA\biometric-station\station.toml\" sync"'
  Pop $0
  ; Readers: binds WinUSB. Without a signature of the INF Windows refuses it; sign readers.cat or use a driver of the maker.
  nsExec::ExecToLog 'pnputil /add-driver "$INSTDIR\readers.inf" /install'
  Pop $0

  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKLM "${KEY}" "DisplayName" "Biometric Station"
  WriteRegStr HKLM "${KEY}" "DisplayVersion" "@VERSION@"
  WriteRegStr HKLM "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${KEY}" "InstallLocation" "$INSTDIR"
SectionEnd

; Records and keys stay: what was not sent may be the only copy.
Section "Uninstall"
  nsExec::ExecToLog 'schtasks /delete /f /tn "Biometric Station sync"'
  Pop $0
  Delete "$SMPROGRAMS\Biometric Station.lnk"
  RMDir /r "$INSTDIR\lib"
  Delete "$INSTDIR\*.exe"
  Delete "$INSTDIR\readers.inf"
  RMDir "$INSTDIR"
  DeleteRegKey HKLM "${KEY}"
SectionEnd

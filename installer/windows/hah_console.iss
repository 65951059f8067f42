; Inno Setup recipe for Windows. NOT RUN HERE: written for Inno Setup 6 and the bundle of installer/build_bundle.py.
; On Windows: py installer\setup\environment.py dev, .venv\Scripts\python installer\build_bundle.py, then
; iscc installer\windows\hah_console.iss
#define Version "0.1.0"

[Setup]
AppId={{6C0B3B0E-6F0A-4E0E-9C64-5D1E7B0F3A11}
AppName=在宅急症指揮台
AppVersion={#Version}
AppPublisher=The hospital-at-home console developers
DefaultDirName={autopf}\hah_console
DefaultGroupName=在宅急症指揮台
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
PrivilegesRequired=lowest
OutputDir=..\..\dist
OutputBaseFilename=hah_console-{#Version}-setup
Compression=lzma2
SolidCompression=yes
LicenseFile=..\..\LICENSE
CloseApplications=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"

[Files]
Source: "..\..\dist\hah_console\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion
Source: "..\..\THIRD_PARTY.md"; DestDir: "{app}"

[Icons]
Name: "{group}\在宅急症指揮台"; Filename: "{app}\hah_console.exe"; Parameters: "run"
Name: "{autodesktop}\在宅急症指揮台"; Filename: "{app}\hah_console.exe"; Parameters: "run"; Tasks: desktopicon

[Tasks]
Name: desktopicon; Description: "Create a desktop icon"; Flags: unchecked

[Run]
Filename: "{app}\hah_console.exe"; Parameters: "run"; Description: "Start the console"; Flags: nowait postinstall skipifsilent
